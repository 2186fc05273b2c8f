package io.replicatedpostgres.junit;

import static io.replicatedpostgres.junit.InterruptedDeed.verb;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Inflicted;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.List;
import java.util.stream.Stream;

/** Every verb of a cluster of three: what has begun comes to its end. */
final class InterruptedVerbs {

    private InterruptedVerbs() {}

    static List<InterruptedDeed> all() {
        return Stream.of(ofProcesses(), ofReplication(), ofContent(), ofClusters())
                .flatMap(List::stream)
                .toList();
    }

    private static Node one(Cluster cluster) {
        return cluster.node("node-1");
    }

    private static Node two(Cluster cluster) {
        return cluster.node("node-2");
    }

    private static List<InterruptedDeed> ofProcesses() {
        return List.of(
                verb(
                        "stop",
                        150,
                        it -> one(it).stop(),
                        it -> assertThat(one(it).isRunning()).isFalse()),
                verb(
                        "stop smart",
                        150,
                        it -> two(it).stop(StopMode.SMART),
                        it -> assertThat(two(it).isRunning()).isFalse()),
                verb(
                        "restart",
                        400,
                        it -> one(it).restart(),
                        it -> assertThat(one(it).isPrimary()).isTrue()),
                verb(
                                "start",
                                300,
                                it -> two(it).start(),
                                it -> assertThat(two(it).isStandby()).isTrue())
                        .after(it -> two(it).stop()),
                verb(
                        "kill",
                        60,
                        it -> one(it).kill(),
                        it -> assertThat(one(it).isRunning()).isFalse()),
                verb("pause", 40, it -> one(it).pause(), it -> one(it).resume()),
                verb(
                                "resume",
                                40,
                                it -> one(it).resume(),
                                it -> assertThat(one(it).isPrimary()).isTrue())
                        .after(it -> one(it).pause()),
                verb(
                        "fence",
                        60,
                        it -> one(it).fence(),
                        it -> assertThat(one(it).isRunning()).isFalse()));
    }

    private static List<InterruptedDeed> ofReplication() {
        return List.of(
                verb(
                        "promote by SQL",
                        150,
                        it -> two(it).promote(),
                        it -> assertThat(two(it).isPrimary()).isTrue()),
                verb(
                        "promote by pg_ctl",
                        150,
                        it -> two(it).promote(PromoteBy.PG_CTL),
                        it -> assertThat(two(it).isPrimary()).isTrue()),
                verb(
                        "promote by file",
                        150,
                        it -> two(it).promote(PromoteBy.TRIGGER_FILE),
                        it -> assertThat(two(it).isPrimary()).isTrue()),
                verb(
                        "follow",
                        300,
                        it -> it.node("node-3").follow(two(it)),
                        it -> it.node("node-3").awaitStreamingFrom(two(it))),
                verb("rewind", 800, it -> one(it).rewindTo(two(it)), it -> one(it).start())
                        .after(InterruptedVerbs::forked),
                verb(
                                "rejoin",
                                1500,
                                it -> one(it).rewinding(two(it)).rejoin(),
                                it -> assertThat(one(it).isStandby()).isTrue())
                        .after(InterruptedVerbs::forked),
                verb("rebuild", 800, it -> two(it).rebuildFrom(one(it)), it -> it.awaitInSync())
                        .after(it -> two(it).stop()),
                verb("failover", 500, it -> it.failover(), it -> it.awaitInSync()),
                verb("switchover", 900, it -> it.switchover(two(it)), it -> it.awaitInSync()),
                verb(
                        "synchronous standbys",
                        200,
                        it -> one(it).synchronousStandbys("FIRST 1 (node-2)"),
                        it -> it.awaitInSync()));
    }

    private static void forked(Cluster cluster) {
        one(cluster).stop(StopMode.IMMEDIATE);
        two(cluster).promote();
        two(cluster).checkpoint();
    }

    private static List<InterruptedDeed> ofContent() {
        return List.of(
                verb("checkpoint", 50, it -> one(it).checkpoint(), Cluster::awaitInSync),
                verb("switch WAL", 50, it -> one(it).switchWal(), Cluster::awaitInSync),
                verb("write WAL", 100, it -> one(it).writeWal(DataSize.megabytes(2)), Cluster::awaitInSync),
                verb(
                        "configure",
                        60,
                        it -> one(it).configure("work_mem = 5MB"),
                        it -> assertThat(one(it).query("SHOW work_mem")).containsExactly("5MB")),
                verb(
                        "create slot",
                        40,
                        it -> one(it).createSlot("more"),
                        it -> assertThat(one(it).slot("more").name()).isEqualTo("more")),
                verb(
                        "damage and repair: a slot",
                        600,
                        it -> mended(it.inflict(SlotFaults.dropped(one(it), "node_2"))),
                        Cluster::awaitInSync),
                verb(
                        "damage and repair: a directory",
                        1500,
                        it -> mended(it.inflict(StorageDamages.dataDirectoryGone(two(it)))),
                        Cluster::awaitInSync),
                verb(
                        "damage and repair: a kill",
                        500,
                        it -> mended(it.inflict(ProcessFaults.killed(two(it)))),
                        Cluster::awaitInSync),
                verb(
                        "write a file",
                        30,
                        it -> one(it).files().write("x", "1"),
                        it -> assertThat(one(it).hasFile("x")).isTrue()),
                verb("take backup", 600, it -> two(it).takeBackupOf(one(it), "kept"), Cluster::awaitInSync));
    }

    private static void mended(Inflicted inflicted) {
        inflicted.repair();
    }

    private static List<InterruptedDeed> ofClusters() {
        return List.of(
                verb(
                        "add standby",
                        900,
                        it -> it.addStandby(),
                        it -> assertThat(it.nodes()).hasSize(4)),
                verb(
                        "remove standby",
                        300,
                        it -> it.removeStandby(two(it)),
                        it -> assertThat(it.nodes()).hasSize(2)),
                verb(
                        "second system",
                        1500,
                        it -> it.startSecondSystem(),
                        it -> assertThat(it.secondSystems()).hasSize(1)),
                verb("workload", 300, InterruptedVerbs::work, Cluster::awaitInSync),
                verb("end of a test with clients", 40, it -> Workload.inserts(it, Clients.of(2)), it -> {}),
                verb(
                        "close",
                        150,
                        Cluster::close,
                        it -> assertThat(one(it).isRunning()).isFalse()));
    }

    private static void work(Cluster cluster) {
        try (var load = Workload.inserts(cluster, Clients.of(2))) {
            assertThat(load.toString()).isNotEmpty();
        }
    }
}
