package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Faults and damages of the processes of a server. A freeze is a fault and thaws; a kill is a damage. */
public final class ProcessFaults {

    private ProcessFaults() {}

    /** Freezes every process of a server ({@code SIGSTOP}); the kernel goes on accepting connections for it. */
    public static Fault frozen(Identified node) {
        Given.value("node", node);
        return freeze(FaultKind.FROZEN, node, "all of " + node.ref(), process -> true);
    }

    /** Freezes the processes of one kind; those that come later are not frozen. */
    public static Fault frozen(Identified node, ProcessKind kind) {
        Given.value("node", node);
        Given.value("kind", kind);
        return freeze(
                FaultKind.PROCESS_FROZEN,
                node,
                "%s of %s".formatted(kind.title(), node.ref()),
                process -> process.isKind(kind.title()));
    }

    /**
     * Freezes the backend of one client.
     *
     * @param pid what {@code pg_backend_pid()} says there
     */
    public static Fault frozenBackend(Identified node, long pid) {
        Given.value("node", node);
        return freeze(
                FaultKind.BACKEND_FROZEN,
                node,
                "backend %s of %s".formatted(pid, node.ref()),
                process -> process.pid() == pid);
    }

    /**
     * Cuts the power of the machine of a server, which has a disk of its own ({@code disk = "ext4"} of the spec): every process is gone, and
     * so is what was not synced. The server need not run. Several at one instant: {@code cluster.cutPower}.
     */
    public static Damage powerCut(Identified node) {
        Given.value("node", node);
        return new NodeDamage(
                FaultKind.POWER_CUT, node, "the power of %s is cut".formatted(node.ref()), Patient::cutPower);
    }

    /**
     * A server that is killed again each time it has been up for so long, and started again. When this heals it runs.
     *
     * @param up from the moment it answers to the next kill
     */
    public static Fault crashLoop(Identified node, Duration up) {
        Given.value("node", node);
        Given.notEndless("up", up);
        Bounds.positive("up", up);
        return new NodeFault(
                FaultKind.CRASH_LOOP,
                node,
                "%s is killed after every %s ms".formatted(node.ref(), up.toMillis()),
                (patient, scene) -> {
                    Fitness.running(FaultKind.CRASH_LOOP, patient);
                    return CrashLoop.begin(patient, up);
                });
    }

    /** Kills every process of a server at once. */
    public static Damage killed(Identified node) {
        Given.value("node", node);
        return new NodeDamage(FaultKind.KILLED, node, node.ref() + " is killed", patient -> {
            Fitness.running(FaultKind.KILLED, patient);
            patient.kill();
        });
    }

    /**
     * Kills the postmaster alone. Its children go on until they notice: backends with a client that keeps them busy commit
     * and acknowledge, and the server cannot be started again meanwhile.
     */
    public static Damage postmasterKilled(Identified node) {
        Given.value("node", node);
        return new NodeDamage(
                FaultKind.POSTMASTER_KILLED,
                node,
                "the postmaster of " + node.ref(),
                patient -> signal(FaultKind.POSTMASTER_KILLED, patient, "postmaster", ServerProcess::isPostmaster));
    }

    /**
     * Kills the backend of one client; the postmaster then ends all others and recovers.
     *
     * @param pid what {@code pg_backend_pid()} says there
     */
    public static Damage backendKilled(Identified node, long pid) {
        Given.value("node", node);
        return new NodeDamage(
                FaultKind.BACKEND_KILLED,
                node,
                "backend %s of %s".formatted(pid, node.ref()),
                patient ->
                        signal(FaultKind.BACKEND_KILLED, patient, "backend " + pid, process -> process.pid() == pid));
    }

    /** Stops a server without a checkpoint: {@code pg_ctl stop -m immediate}. */
    public static Damage immediateStop(Identified node) {
        Given.value("node", node);
        return new NodeDamage(FaultKind.IMMEDIATE_STOP, node, node.ref() + " is stopped at once", patient -> {
            Fitness.running(FaultKind.IMMEDIATE_STOP, patient);
            patient.stop(StopMode.IMMEDIATE);
        });
    }

    private static Fault freeze(FaultKind kind, Identified node, String description, Predicate<ServerProcess> which) {
        return new NodeFault(kind, node, description, (patient, scene) -> {
            List<Long> frozen = which(kind, patient, description, which).stream()
                    .map(ServerProcess::pid)
                    .toList();
            patient.host().signal(Signal.STOP, ofPids(patient, frozen));
            return thaw(patient, frozen);
        });
    }

    /** Only those that are still its processes: the kernel may have given a process id to another process meanwhile. */
    private static Healing thaw(Patient patient, List<Long> pids) {
        return () -> patient.host().signal(Signal.CONT, ofPids(patient, pids));
    }

    private static List<ServerProcess> ofPids(Patient patient, List<Long> pids) {
        return patient.host().processes().stream()
                .filter(process -> pids.contains(process.pid()))
                .toList();
    }

    private static void signal(FaultKind kind, Patient patient, String sought, Predicate<ServerProcess> which) {
        patient.host().signal(Signal.KILL, which(kind, patient, sought, which));
    }

    private static List<ServerProcess> which(
            FaultKind kind, Patient patient, String sought, Predicate<ServerProcess> which) {
        Fitness.running(kind, patient);
        List<ServerProcess> found =
                patient.host().processes().stream().filter(which).toList();
        if (found.isEmpty()) {
            throw new ReplicatedPostgresException("%s found nothing to strike on %s: there is no %s. It has %s"
                    .formatted(kind, patient.ref(), sought, patient.server().describeProcesses()));
        }
        return found;
    }
}
