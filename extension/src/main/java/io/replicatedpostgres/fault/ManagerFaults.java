package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Faults of a failover manager: of its agent beside a server, of the machine of both, and of its store. Without one in the
 * cluster each of them is refused.
 *
 * <p>An agent that is gone and a machine that is gone are different faults: with the agent alone the server goes on, and
 * acknowledges what a new primary never gets.
 */
public final class ManagerFaults {

    private ManagerFaults() {}

    /** Freezes the agent of a node ({@code SIGSTOP}); its server goes on. */
    public static Fault agentFrozen(Identified node) {
        Given.value("node", node);
        return new NodeFault(FaultKind.AGENT_FROZEN, node, "the agent of " + node.ref(), (patient, scene) -> {
            List<ServerProcess> agent = agent(FaultKind.AGENT_FROZEN, patient);
            patient.host().signal(Signal.STOP, agent);
            return () -> patient.host().signal(Signal.CONT, patient.agent());
        });
    }

    /** Kills the agent of a node ({@code SIGKILL}); its server goes on. {@code node.start()} starts the agent again. */
    public static Damage agentKilled(Identified node) {
        Given.value("node", node);
        return new NodeDamage(
                FaultKind.AGENT_KILLED,
                node,
                "the agent of " + node.ref(),
                patient -> patient.host().signal(Signal.KILL, agent(FaultKind.AGENT_KILLED, patient)));
    }

    /**
     * Freezes the agent and the server of a node at once, as when a virtual machine is paused. Nothing of it answers the other nodes and the
     * store, not even TCP. To the test's clients its kernel goes on answering, as the kernel of this machine does.
     */
    public static Fault machineFrozen(Identified node) {
        Given.value("node", node);
        return new NodeFault(FaultKind.MACHINE_FROZEN, node, "the machine of " + node.ref(), (patient, scene) -> {
            agent(FaultKind.MACHINE_FROZEN, patient);
            var silences = scene.topology().linksTo(node.ref()).stream()
                    .filter(link -> link.route().from().isPresent())
                    .<Supplier<Healing>>map(link -> () -> link.impair(new Impairment.Freeze(Flow.BOTH)));
            return Healing.ofAll(Stream.concat(silences, Stream.of(() -> frozen(patient.host())))
                    .toList());
        });
    }

    private static Healing frozen(Host host) {
        host.signal(Signal.STOP, host.allProcesses());
        return () -> host.signal(Signal.CONT, host.allProcesses());
    }

    /**
     * Freezes members of the store ({@code SIGSTOP}).
     *
     * @param members such as {@code cluster.manager().stores()} names them; without any, all of them
     */
    public static Fault storeFrozen(Identified... members) {
        Given.each("members", members);
        return new StoreFault(FaultKind.STORE_FROZEN, Arrays.asList(members), (host, scene) -> frozen(host));
    }

    /**
     * Kills members of the store ({@code SIGKILL}); when this heals they are started again with what they had.
     *
     * @param members such as {@code cluster.manager().stores()} names them; without any, all of them
     */
    public static Fault storeKilled(Identified... members) {
        Given.each("members", members);
        return new StoreFault(FaultKind.STORE_KILLED, Arrays.asList(members), (host, scene) -> {
            host.signal(Signal.KILL, host.allProcesses());
            return () -> scene.startStore(host.node());
        });
    }

    private static List<ServerProcess> agent(FaultKind kind, Patient patient) {
        List<ServerProcess> agent = patient.agent();
        if (agent.isEmpty()) {
            throw new ReplicatedPostgresException("%s cannot strike %s: its agent does not run. Start it with start()."
                    .formatted(kind, patient.ref()));
        }
        return agent;
    }
}
