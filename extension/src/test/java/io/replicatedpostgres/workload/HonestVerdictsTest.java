package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plantings on real servers: what is broken is said, and what is not is not. Each runs as a whole test would, to its end. */
class HonestVerdictsTest {

    private static final String LOSS = "no acknowledged write lost";
    private static final String PHANTOMS = "no rejected write present";

    @TempDir
    Path directory;

    @Test
    void registersThatLostWritesSayHowMany() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> lossyFailover(cluster, Workload::registers));

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(named(verdicts, LOSS).reason())
                .matches("[1-9]\\d+ acknowledged writes lost, as asynchronous replication allows; @Expect.*");
        assertThat(named(verdicts, PHANTOMS).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void rowsThatAreDeletedWithoutAFailoverAreMissed() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            Workload load = done(cluster, Workload::inserts);
            cluster.primary().execute("DELETE FROM %s WHERE id IN (3, 4, 5)".formatted(load.name()));
        });

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(named(verdicts, LOSS).reason())
                .startsWith("3 acknowledged writes lost, which no failover and no crash explains");
    }

    @Test
    void rowsThatAreDeletedAfterTwoSwitchoversAreMissed() {
        var spec = ClusterSpec.builder().synchronousStandbys(SynchronousStandbys.first(1));
        List<Verdict> verdicts = judged(spec.build(), cluster -> {
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
        });

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aPromiseThatWasTakenBackIsNotBroken() {
        var spec = ClusterSpec.builder().synchronousStandbys(SynchronousStandbys.first(1));
        List<Verdict> verdicts = judged(spec.build(), cluster -> {
            cluster.primary().synchronousStandbys("none");
            lossyFailover(cluster, Workload::inserts);
        });

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void valuesThatWereChangedBehindTheWorkloadAreFound() {
        for (Consumer<Cluster> kind : List.<Consumer<Cluster>>of(
                cluster -> planted(cluster, Workload::inserts, "UPDATE %s SET value = value + 1"),
                cluster -> planted(cluster, Workload::registers, "UPDATE %s SET value = 999999 WHERE id = 0"),
                cluster -> planted(cluster, Workload::registers, "INSERT INTO %s VALUES (77, 0)"),
                cluster -> planted(
                        cluster,
                        Workload::transfers,
                        "UPDATE %s_accounts SET balance = balance + CASE id WHEN 1 THEN 1 ELSE -1 END WHERE id < 3 AND id > 0"))) {
            List<Verdict> verdicts = judged(asynchronous(), kind);

            assertThat(named(verdicts, PHANTOMS).outcome()).isEqualTo(Outcome.FAIL);
        }
    }

    @Test
    void aTableThatIsDroppedIsLost() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            Workload load = done(cluster, Workload::inserts);
            cluster.primary().execute("DROP TABLE " + load.name());
        });

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aPrimaryThatLiesDownIsReadAllTheSame() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            done(cluster, Workload::inserts);
            cluster.primary().kill();
        });

        assertThat(verdicts).extracting(Verdict::outcome).containsOnly(Outcome.PASS);
    }

    @Test
    void aFrozenPrimaryBehindAFaultIsReadAllTheSame() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            done(cluster, Workload::inserts);
            cluster.inject(Faults.isolated(cluster.primary()));
            cluster.primary().pause();
        });

        assertThat(verdicts).extracting(Verdict::outcome).containsOnly(Outcome.PASS);
    }

    @Test
    void aRowThatIsDeletedOnOneOfTwoPrimariesIsMissed() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            Node b = cluster.standby();
            Workload load = Workload.inserts(
                    cluster,
                    Clients.of(1).through(cluster.primary().dataSource()).atMost(50));
            load.awaitDone(cluster.deadline());
            cluster.awaitInSync();
            b.promote();
            b.execute("DELETE FROM %s WHERE id = 7".formatted(load.name()));
        });

        assertThat(named(verdicts, LOSS).outcome()).isNotEqualTo(Outcome.PASS);
    }

    @Test
    void aWorkloadThatGotNothingIsNotKnown() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> {
            Workload load = Workload.inserts(
                    cluster,
                    Clients.of(1).through(cluster.standby().dataSource()).atMost(20));
            load.awaitDone(cluster.deadline());
        });

        assertThat(verdicts)
                .filteredOn(verdict -> !verdict.guarantee().equals("no two primaries acknowledged at once"))
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.UNKNOWN);
    }

    @Test
    void readsOfThePrimaryThatAFailoverTakesBackAreFound() {
        List<Verdict> verdicts = judged(asynchronous(), cluster -> lossyFailover(cluster, Workload::primaryReads));

        assertThat(named(verdicts, LOSS).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    private List<Verdict> judged(ClusterSpec spec, Consumer<Cluster> test) {
        Path file = directory.resolve("%s.jsonl".formatted(System.nanoTime()));
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            test.accept(cluster);
            cluster.settleAtTheEnd();
            List<Verdict> verdicts = Judgement.ofPromises(cluster);
            Ledger.of(History.of(file)).forEach(page -> System.out.println("  " + page));
            return verdicts;
        }
    }

    private static ClusterSpec asynchronous() {
        return ClusterSpec.primaryAndStandby();
    }

    private static Verdict named(List<Verdict> verdicts, String guarantee) {
        return verdicts.stream()
                .filter(verdict -> verdict.guarantee().equals(guarantee))
                .findFirst()
                .orElseThrow();
    }

    private interface Kind {
        Workload begin(Cluster cluster, Clients clients);
    }

    private static Workload done(Cluster cluster, Kind kind) {
        Workload load = kind.begin(cluster, Clients.of(2).atMost(100));
        load.awaitDone(cluster.deadline());
        cluster.awaitInSync();
        return load;
    }

    private static Workload planted(Cluster cluster, Kind kind, String statement) {
        Workload load = done(cluster, kind);
        cluster.primary().execute(statement.formatted(load.name()));
        return load;
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
}
