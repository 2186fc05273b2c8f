package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import io.replicatedpostgres.topology.Spawned;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The verbs of a node with a failover manager: they act on its machine, that is on its agent and its server. */
record ManagedVerbs(Member member, Management management) {

    private Host host() {
        return member.host();
    }

    /** Starts the server, unless that is the agent's to do or it runs, then the agent, and waits until the server answers. */
    ServerState start(Duration deadline) {
        refuseRunningAgent();
        if (!management.manager().ownsServers() && !member.server().isRunning()) {
            member.server().start(deadline);
        }
        Spawned agent = management.manager().start(host(), member.server().log().path());
        ServerState[] last = {ServerState.stopped(member.ref())};
        Await.orFail("%s did not start %s".formatted(management.title(), member), deadline)
                .lookAt(this::whereToLook)
                .until("an answer of its server", () -> last[0] = member.state(), seen -> {
                    if (!agent.isAlive()) {
                        throw new ReplicatedPostgresException(
                                "the agent of %s ended. %s".formatted(member, whereToLook()));
                    }
                    return seen.role() == Role.PRIMARY || seen.role() == Role.STANDBY;
                });
        return last[0];
    }

    private void refuseRunningAgent() {
        if (hasAgent()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be started: its agent of %s runs. Use restart(), or kill() first."
                            .formatted(member, management.title()));
        }
    }

    /** Ends the agent in order. Patroni's agent stops its server and gives the leader key back; with repmgr the server is stopped here. */
    void stop(Duration deadline) {
        List<ServerProcess> agent = agent();
        boolean ownsServer = management.manager().ownsServers();
        if (agent.isEmpty() && ownsServer) {
            throw new ReplicatedPostgresException(
                    "%s cannot be stopped in order: its agent of %s does not run. Use kill()."
                            .formatted(member, management.title()));
        }
        host().signal(Signal.TERM, agent);
        if (!ownsServer) {
            member.server().stop(StopMode.FAST, deadline);
        }
        Await.orFail(member + " did not stop", deadline)
                .lookAt(this::whereToLook)
                .until("no process", () -> host().allProcesses().isEmpty(), this::describe);
    }

    /** Kills the agent and the server, as when the machine dies. */
    void kill(Duration deadline) {
        member.server().killWithAll(deadline);
    }

    /** Freezes the agent and the server, or lets them go on. */
    void signalAll(Signal signal) {
        host().signal(signal, host().allProcesses());
    }

    /** The process of the agent; none if it does not run. */
    List<ServerProcess> agent() {
        return management.manager().agent(host());
    }

    /** Whether its agent runs. */
    boolean hasAgent() {
        return !agent().isEmpty();
    }

    private String describe() {
        return host().allProcesses().stream().map(ServerProcess::title).collect(Collectors.joining(", "));
    }

    private String whereToLook() {
        return "Log of the agent: %s, of the server: %s"
                .formatted(
                        management.manager().log(host()), member.server().log().path());
    }
}
