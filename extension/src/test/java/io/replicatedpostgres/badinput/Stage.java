package io.replicatedpostgres.badinput;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Inflicted;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Patient;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.Scene;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A healthy cluster of two for each call, built anew after one that changed it, and another cluster whose nodes do not belong to it. */
public final class Stage implements AutoCloseable {

    /** Also of the other cluster, where a wait is waited for in vain; a busy machine needs more than 3 s to copy a directory. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final Place place;
    private final Path directory;
    private @Nullable Cluster cluster;
    private @Nullable Cluster foreign;
    private @Nullable Cluster closed;
    private @Nullable TakenBackup backup;
    private @Nullable Workload workload;
    private @Nullable RunningTool tool;
    private @Nullable Inflicted inflicted;
    private int built;

    /** In a directory of its own, for servers and journals. */
    public Stage(Place place, Path directory) {
        this.place = place;
        this.directory = directory;
    }

    Place place() {
        return place;
    }

    Path directory() {
        return directory;
    }

    /** How often the cluster had to be built. */
    int built() {
        return built;
    }

    ClusterSpec spec() {
        return ClusterSpec.builder()
                .place(place)
                .timeout(DEADLINE)
                .settings("wal_level = logical", "max_prepared_transactions = 10")
                .build();
    }

    Cluster cluster() {
        if (cluster == null) {
            foreign();
            built++;
            var secrets = Secrets.of();
            Journal journal = Journal.create(directory.resolve("walk-%s.jsonl".formatted(built)), secrets);
            cluster = Cluster.start(spec(), new Recording(journal, secrets, journal::close));
            cluster.node("node-1").logicalSlots().create("walk_a");
        }
        return cluster;
    }

    Cluster foreign() {
        if (foreign == null) {
            closed(); // makes the template, which takes longer than a verb
            foreign = Cluster.start(ClusterSpec.builder()
                    .place(place)
                    .standbys(0)
                    .timeout(DEADLINE)
                    .build());
        }
        return foreign;
    }

    /** A node of another cluster. */
    Node stranger() {
        return foreign().node("node-1");
    }

    /** A cluster that is closed. */
    Cluster closed() {
        if (closed == null) {
            closed =
                    Cluster.start(ClusterSpec.builder().place(place).standbys(0).build());
            closed.close();
        }
        return closed;
    }

    Node primary() {
        return cluster().node("node-1");
    }

    Node standby() {
        return cluster().node("node-2");
    }

    TakenBackup backup() {
        if (backup == null) {
            backup = standby().takeBackupOf(primary(), "kept");
        }
        return backup;
    }

    Inflicted inflicted() {
        if (inflicted == null) {
            inflicted = cluster().inflict(ProcessFaults.killed(standby()));
        }
        return inflicted;
    }

    Workload workload() {
        if (workload == null) {
            workload = Workload.inserts(cluster(), Clients.of(1).atMost(10));
        }
        return workload;
    }

    RunningTool runningTool() {
        if (tool == null) {
            tool = primary()
                    .tool("psql")
                    .with("-c", "SELECT pg_sleep(100)")
                    .within(Duration.ofMillis(300))
                    .start();
        }
        return tool;
    }

    /** A server as a fault sees it. */
    Patient patient() {
        var patient = new AtomicReference<@Nullable Patient>();
        cluster().inject(new Looking(patient, standby().ref())).close();
        Patient found = patient.get();
        if (found == null) {
            throw new IllegalStateException("no patient");
        }
        return found;
    }

    /** Builds it anew unless it is as it was: said before the next call, so that one of them cannot spoil another. */
    void tidy() {
        if (cluster != null && !isHealthy(cluster)) {
            drop();
        }
    }

    private static boolean isHealthy(Cluster seen) {
        try {
            seen.healAll();
            List<Node> nodes = seen.nodes();
            return nodes.size() == 2
                    && seen.node("node-1").state().role() == Role.PRIMARY
                    && seen.node("node-2").state().role() == Role.STANDBY
                    && seen.node("node-2")
                            .whyNotStreamingFrom(seen.node("node-1"))
                            .isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    void drop() {
        if (cluster != null) {
            cluster.close();
        }
        cluster = null;
        backup = null;
        workload = null;
        tool = null;
        inflicted = null;
    }

    @Override
    public void close() {
        drop();
        if (foreign != null) {
            foreign.close();
        }
    }

    private record Looking(AtomicReference<@Nullable Patient> found, NodeRef node) implements Fault {

        @Override
        public FaultKind kind() {
            return FaultKind.FROZEN;
        }

        @Override
        public String name() {
            return "looking";
        }

        @Override
        public List<NodeRef> targets() {
            return List.of(node);
        }

        @Override
        public String description() {
            return "nothing";
        }

        @Override
        public Healing begin(Scene scene) {
            found.set(scene.patient(node));
            return () -> {};
        }
    }
}
