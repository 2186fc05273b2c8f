package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.BALANCES;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.MONOTONIC;
import static io.replicatedpostgres.plantings.Finder.PHANTOMS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.RECOVERED;
import static io.replicatedpostgres.plantings.Finder.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.plantings.Finder.TAKEN_BACK;
import static io.replicatedpostgres.plantings.Finder.TWICE;
import static io.replicatedpostgres.plantings.Finder.TWO_PRIMARIES;
import static io.replicatedpostgres.plantings.OnServers.pair;
import static io.replicatedpostgres.plantings.Planting.servers;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/** Plantings in what a workload left on real servers. Each runs as a whole test would, to its end. */
final class ServerPlantings {

    /** What a failover on a loaded machine may add. */
    private static final Finder[] BY_TIME = {RECOVERED, STREAMING_OVER_A_DEAD_LINK};

    private static final Finder[] EVERY_ROW = {LOSS, PHANTOMS, TWICE};

    /** How a workload begins. */
    private interface Kind {
        Workload begin(Cluster cluster, Clients clients);
    }

    private ServerPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(failovers());
        all.addAll(withoutAFailover());
        all.addAll(values());
        all.addAll(ends());
        return all;
    }

    private static Planting lossy(String id, String title, Kind kind) {
        return servers(id, title, pair(planted -> lossyFailover(planted.cluster(), kind)))
                .foundBy(LOSS)
                .saidBy(PROMISES)
                .mayBeFoundBy(BY_TIME);
    }

    private static List<Planting> failovers() {
        return List.of(
                lossy(
                        "A1",
                        "asynchronous pair, registers: link cut, 50 acknowledgements, primary killed, failover, 20 acknowledgements",
                        Workload::registers),
                lossy("A1-inserts", "the same failover with inserts", Workload::inserts),
                lossy("A1-transfers", "the same failover with transfers between accounts", Workload::transfers),
                lossy(
                                "N-primary-reads",
                                "the same failover with clients that read on the primary",
                                Workload::primaryReads)
                        .mayBeFoundBy(TAKEN_BACK, MONOTONIC),
                servers(
                                "B6",
                                "the test withdraws the synchronous standbys, then fails over and loses",
                                new OnServers(synchronous(), planted -> {
                                    planted.primary().synchronousStandbys("none");
                                    lossyFailover(planted.cluster(), Workload::inserts);
                                }))
                        .foundBy(LOSS)
                        .saidBy(PROMISES)
                        .mayBeFoundBy(BY_TIME),
                servers(
                                "N-local",
                                "synchronous standbys and synchronous_commit = local: the same failover",
                                new OnServers(
                                        ClusterSpec.builder()
                                                .synchronousStandbys(SynchronousStandbys.first(1))
                                                .synchronousCommit(SynchronousCommit.LOCAL)
                                                .build(),
                                        planted -> lossyFailover(planted.cluster(), Workload::inserts)))
                        .foundBy(LOSS)
                        .saidBy(PROMISES)
                        .mayBeFoundBy(BY_TIME),
                servers(
                                "N-quorum",
                                "ANY 1 of two standbys, and the one that confirmed nothing is promoted",
                                new OnServers(
                                        ClusterSpec.builder()
                                                .standbys(2)
                                                .synchronousStandbys(SynchronousStandbys.parse("ANY 1 (*)"))
                                                .build(),
                                        ServerPlantings::promoteWhoHasNothing))
                        .foundBy(LOSS, PROMISES)
                        .mayBeFoundBy(BY_TIME));
    }

    private static List<Planting> withoutAFailover() {
        return List.of(
                servers(
                                "A2",
                                "asynchronous pair, no failover and no restart: three acknowledged rows are deleted by SQL",
                                pair(planted -> planted(
                                        planted.cluster(), Workload::inserts, "DELETE FROM %s WHERE id IN (3, 4, 5)")))
                        .foundBy(LOSS, PROMISES),
                servers(
                                "A3",
                                "synchronous pair, two lossless switchovers, then every row is deleted",
                                new OnServers(synchronous(), planted -> deletedAfterTwoSwitchovers(planted.cluster())))
                        .foundBy(LOSS, PROMISES)
                        .mayBeFoundBy(BY_TIME),
                servers(
                                "A4-table",
                                "the table of the workload is dropped",
                                pair(planted -> planted(planted.cluster(), Workload::inserts, "DROP TABLE %s")))
                        .foundBy(LOSS, PROMISES),
                servers(
                                "A4-split-R",
                                "two primaries in the end, and a DELETE on the new one",
                                pair(planted -> deletedOnTheNewPrimary(planted.cluster())))
                        .foundBy(LOSS, PROMISES)
                        .held(TWO_PRIMARIES),
                servers(
                                "N-two-phase",
                                "a row of a two-phase commit is deleted",
                                new OnServers(
                                        ClusterSpec.builder()
                                                .settings("max_prepared_transactions = 10")
                                                .build(),
                                        planted -> planted(
                                                planted.cluster(), Workload::twoPhase, "DELETE FROM %s WHERE id = 7")))
                        .foundBy(LOSS, PROMISES));
    }

    private static Planting changed(String id, String title, Kind kind, String statement) {
        return servers(id, title, pair(planted -> planted(planted.cluster(), kind, statement)))
                .foundBy(PHANTOMS, PROMISES)
                .held(LOSS);
    }

    private static List<Planting> values() {
        return List.of(
                changed(
                        "A12-R1",
                        "every row's payload is updated",
                        Workload::inserts,
                        "UPDATE %s SET value = value + 1"),
                changed(
                        "A12-R2",
                        "a register is set to a value that no client wrote",
                        Workload::registers,
                        "UPDATE %s SET value = 999999 WHERE id = 0"),
                changed("A12-R3", "a new register is inserted", Workload::registers, "INSERT INTO %s VALUES (77, 0)"),
                changed(
                        "A12-R4",
                        "money is moved between two accounts by SQL, and the sum is right",
                        Workload::transfers,
                        "UPDATE %s_accounts SET balance = balance + CASE id WHEN 1 THEN 1 ELSE -1 END WHERE id IN (1, 2)"),
                changed(
                                "N-R-money",
                                "an account has more money than there was",
                                Workload::transfers,
                                "UPDATE %s_accounts SET balance = balance + 1 WHERE id = 3")
                        .foundBy(BALANCES),
                changed(
                                "N-R-no-accounts",
                                "the table of the accounts is dropped",
                                Workload::transfers,
                                "DROP TABLE %s_accounts")
                        .unknownTo(BALANCES),
                changed(
                        "N-R-null",
                        "the payload of a row is set to NULL",
                        Workload::inserts,
                        "ALTER TABLE %1$s ALTER value DROP NOT NULL; UPDATE %1$s SET value = NULL WHERE id = 7"),
                changed(
                        "N-R-null-register",
                        "a register is set to NULL",
                        Workload::registers,
                        "ALTER TABLE %1$s ALTER value DROP NOT NULL; UPDATE %1$s SET value = NULL WHERE id = 1"),
                changed(
                        "N-R-no-register",
                        "the row of a register is deleted",
                        Workload::registers,
                        "DELETE FROM %s WHERE id = 1"),
                changed(
                                "N-R-second-register",
                                "the row of a register is there twice, the second time with another value",
                                Workload::registers,
                                "ALTER TABLE %1$s DROP CONSTRAINT %1$s_pkey; INSERT INTO %1$s SELECT id, 1 FROM %1$s WHERE id = 1")
                        .foundBy(TWICE),
                servers(
                                "N-R-twice",
                                "a row is inserted a second time",
                                pair(planted -> planted(
                                        planted.cluster(),
                                        Workload::inserts,
                                        "INSERT INTO %1$s SELECT * FROM %1$s WHERE id = 7")))
                        .foundBy(TWICE, PROMISES)
                        .held(LOSS, PHANTOMS),
                changed(
                        "N-R-negative",
                        "rows are inserted with the smallest and the greatest numbers there are",
                        Workload::inserts,
                        "INSERT INTO %s VALUES (-7, 1), ('-9223372036854775808', 1), (9223372036854775807, 1)"),
                changed(
                        "N-R-null-id",
                        "a row is inserted without a number",
                        Workload::inserts,
                        "ALTER TABLE %1$s ALTER id DROP NOT NULL; INSERT INTO %1$s (value) VALUES (1)"),
                changed(
                        "N-R-row",
                        "a row is inserted that no client asked for",
                        Workload::inserts,
                        "INSERT INTO %s (id, value) VALUES (1000000, 31000007)"));
    }

    private static List<Planting> ends() {
        return List.of(
                servers("A4-dead", "the primary is dead at the end, and has every row", pair(planted -> {
                            done(planted.cluster(), Workload::inserts);
                            planted.primary().kill();
                        }))
                        .held(EVERY_ROW)
                        .held(PROMISES),
                servers("A4-frozen", "the primary is frozen at the end, and cut off", pair(planted -> {
                            done(planted.cluster(), Workload::inserts);
                            planted.cluster().inject(Faults.isolated(planted.primary()));
                            planted.primary().pause();
                        }))
                        .held(EVERY_ROW)
                        .held(PROMISES)
                        .mayBeFoundBy(STREAMING_OVER_A_DEAD_LINK),
                servers("A4-standby", "a workload on a standby: every operation is rejected", pair(planted -> {
                            Workload load = Workload.inserts(
                                    planted.cluster(),
                                    Clients.of(1)
                                            .through(planted.cluster().standby().dataSource())
                                            .atMost(20));
                            load.awaitDone(planted.cluster().deadline());
                        }))
                        .unknownTo(EVERY_ROW)
                        .unknownTo(PROMISES)
                        .mayBeFoundBy(RECOVERED),
                servers("A9", "the standby is promoted by SQL, and both sides go on to acknowledge", pair(planted -> {
                            split(planted.cluster());
                        }))
                        .foundBy(TWO_PRIMARIES, PROMISES)
                        .unknownTo(LOSS)
                        .mayBeFoundBy(RECOVERED));
    }

    private static ClusterSpec synchronous() {
        return ClusterSpec.builder()
                .synchronousStandbys(SynchronousStandbys.first(1))
                .build();
    }

    private static Workload done(Cluster cluster, Kind kind) {
        Workload load = kind.begin(cluster, Clients.of(2).atMost(100));
        load.awaitDone(cluster.deadline());
        cluster.awaitInSync();
        return load;
    }

    private static void planted(Cluster cluster, Kind kind, String statement) {
        Workload load = done(cluster, kind);
        cluster.primary().execute(statement.formatted(load.name()));
    }

    private static void lossyFailover(Cluster cluster, Kind kind) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        Workload load = kind.begin(cluster, Clients.of(2));
        load.awaitAcknowledged(20);
        cluster.awaitInSync();
        cluster.during(Faults.between(old, heir), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        heir.promote();
        load.awaitAcknowledged(20);
        load.close();
    }

    private static void promoteWhoHasNothing(Planted planted) {
        Cluster cluster = planted.cluster();
        Node old = cluster.primary();
        Node heir = planted.node("node-3");
        Workload load = Workload.inserts(cluster, Clients.of(2));
        load.awaitAcknowledged(20);
        cluster.awaitInSync();
        cluster.during(Faults.between(old, heir), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        load.close();
        heir.promote();
    }

    private static void deletedAfterTwoSwitchovers(Cluster cluster) {
        Node first = cluster.primary();
        Node second = cluster.standby();
        Workload load = Workload.inserts(cluster, Clients.of(2));
        load.awaitAcknowledged(20);
        cluster.switchover(second);
        second.synchronousStandbys("FIRST 1 (*)");
        load.awaitAcknowledged(20);
        cluster.switchover(first);
        first.synchronousStandbys("FIRST 1 (*)");
        load.awaitAcknowledged(20);
        load.close();
        first.execute("DELETE FROM " + load.name());
    }

    private static void deletedOnTheNewPrimary(Cluster cluster) {
        Node b = cluster.standby();
        Workload load = Workload.inserts(
                cluster, Clients.of(1).through(cluster.primary().dataSource()).atMost(50));
        load.awaitDone(cluster.deadline());
        cluster.awaitInSync();
        b.promote();
        b.execute("DELETE FROM %s WHERE id = 7".formatted(load.name()));
    }

    private static void split(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        Workload onA = Workload.inserts(cluster, Clients.of(1).through(a.dataSource()));
        Workload onB = Workload.inserts(cluster, Clients.of(1).through(b.dataSource()));
        b.awaitReplay(a.currentLsn());
        b.execute("SELECT pg_promote()");
        onA.awaitAcknowledged(20);
        onB.awaitAcknowledged(20);
    }
}
