package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Repair;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One round: two strikes from a seed on a cluster of three, healing, the recorded repairs, and the same content everywhere. */
final class SoakRound {

    private static final Set<Repair> STARTS = EnumSet.of(Repair.START, Repair.KILL_AND_START, Repair.NONE);

    /** What became of it: how many strikes did not fit what the first one had left, and how many nodes were rebuilt. */
    record Result(List<String> strikes, int refused, int rebuilds) {}

    private final Random random;
    private final List<Inflicted> wounds = new ArrayList<>();
    private final List<String> strikes = new ArrayList<>();
    private int refused;
    private int rebuilds;

    SoakRound(long seed) {
        this.random = new Random(seed);
    }

    List<String> strikes() {
        return strikes;
    }

    Result run() {
        ClusterSpec spec = ClusterSpec.builder()
                .standbys(2)
                .archive(ArchiveMode.PER_NODE)
                .settings("max_prepared_transactions = 5", "max_replication_slots = 6", "max_wal_senders = 6")
                .timeout(Duration.ofSeconds(20))
                .build();
        try (Cluster cluster = Cluster.start(spec)) {
            cluster.node("node-1").execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 50)");
            cluster.awaitInSync();
            var drawn = new SoakStrikes(cluster, random);
            strike(cluster, drawn.next());
            write(cluster);
            strike(cluster, drawn.next());
            write(cluster);
            undo(cluster);
            converge(cluster);
        }
        return new Result(List.copyOf(strikes), refused, rebuilds);
    }

    private void strike(Cluster cluster, Object strike) {
        strikes.add(strike.toString());
        try {
            if (strike instanceof Fault fault) {
                cluster.inject(fault);
            } else if (strike instanceof Damage damage) {
                wounds.add(cluster.inflict(damage));
            }
        } catch (ReplicatedPostgresException e) {
            strikes.add("  refused: " + firstLine(e));
            refused++;
        }
    }

    /** Some of it may be refused, or never come back: what counts is that all nodes agree in the end. */
    private void write(Cluster cluster) {
        try {
            cluster.node("node-1").execute("SET statement_timeout = '2s'; INSERT INTO t SELECT generate_series(1, 50)");
        } catch (ReplicatedPostgresException e) {
            strikes.add("  write: " + firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private void undo(Cluster cluster) {
        Collections.reverse(wounds);
        wounds.stream()
                .filter(wound -> STARTS.contains(wound.damage().repair()))
                .forEach(wound -> {
                    if (isRebuiltAnyway(wound)) {
                        wound.repaired("by the rebuild that the node needs anyway");
                    } else {
                        repair(wound);
                    }
                });
        healAll(cluster);
        wounds.stream()
                .filter(wound -> !STARTS.contains(wound.damage().repair()))
                .forEach(this::repair);
    }

    private boolean isRebuiltAnyway(Inflicted wound) {
        return wounds.stream()
                .map(Inflicted::damage)
                .anyMatch(damage -> damage.repair() == Repair.REBUILD
                        && damage.target().ref().equals(wound.damage().target().ref()));
    }

    /** Some faults can be healed only by a primary: where there is none left, its heir has to be there first. */
    private static void healAll(Cluster cluster) {
        try {
            cluster.healAll();
        } catch (ReplicatedPostgresException e) {
            if (!String.valueOf(e.getMessage()).contains("no primary runs")) {
                throw e;
            }
            cluster.failoverFrom(cluster.node("node-1"));
            cluster.healAll();
        }
    }

    private void repair(Inflicted wound) {
        if (wound.repair() == Mended.REBUILT) {
            rebuilds++;
        }
    }

    private static void converge(Cluster cluster) {
        for (Node node : cluster.nodes()) {
            if (!node.isRunning()) {
                node.start();
            }
        }
        Node primary = cluster.primary();
        for (Node node : cluster.nodes()) {
            if (node != primary
                    && node.member().upstream().filter(primary.ref()::equals).isEmpty()) {
                node.follow(primary);
            }
        }
        cluster.awaitInSync();
        Contents wanted = primary.contents();
        for (Node node : cluster.nodes()) {
            assertThat(wanted.differencesFrom(node.contents()))
                    .as("%s and %s", primary, node)
                    .isEmpty();
        }
    }
}
