package io.replicatedpostgres.badinput;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Rewinding;
import io.replicatedpostgres.cluster.StandbyAdded;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.junit.ReplicatedPostgresExtensionBuilder;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import org.jspecify.annotations.Nullable;

/** Shows that a value which was taken works: uses what was made of it, and undoes that. */
final class Harmless {

    private final Stage stage;

    Harmless(Stage stage) {
        this.stage = stage;
    }

    void useAndUndo(@Nullable Object result) {
        if (result instanceof Fault fault) {
            stage.cluster().inject(fault).close();
        } else if (result instanceof Damage damage) {
            stage.cluster().inflict(damage).repair();
        } else if (result instanceof ClusterSpecBuilder builder) {
            builder.build().describe();
        } else if (result instanceof ReplicatedPostgresExtensionBuilder builder) {
            builder.build();
        } else if (result instanceof ClusterSpec spec) {
            spec.describe();
        } else if (result instanceof StandbySpec spec) {
            Cluster cluster = stage.cluster();
            StandbyAdded added = cluster.addStandby(spec);
            cluster.removeStandby(added.node());
        } else if (result instanceof Rewinding rewinding) {
            rewinding.preflight();
        } else if (result instanceof Tool tool) {
            tool.run();
        } else if (result instanceof Chaos chaos) {
            chaos.schedule(stage.cluster());
        } else if (result instanceof Clients clients) {
            Workload.inserts(stage.cluster(), clients.atMost(1)).close();
        } else if (result instanceof Workload workload) {
            workload.close();
        } else if (result instanceof Cluster other && other != stage.cluster()) {
            other.close();
        } else if (result instanceof AutoCloseable closeable && result != stage.cluster()) {
            close(closeable);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("what was made of it cannot be closed", e);
        }
    }
}
