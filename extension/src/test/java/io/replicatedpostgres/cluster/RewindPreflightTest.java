package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the preflight says is what {@code pg_rewind} then does, in situations good and bad. */
class RewindPreflightTest {

    private Cluster cluster = start(ClusterSpec.builder());
    private Node a = cluster.node("node-1");
    private Node b = cluster.node("node-2");
    private Node c = cluster.node("node-3");

    private static Cluster start(ClusterSpecBuilder spec) {
        return Cluster.start(spec.standbys(2).archive(ArchiveMode.PER_NODE).build());
    }

    private void restart(ClusterSpecBuilder spec) {
        cluster.close();
        cluster = start(spec);
        a = cluster.node("node-1");
        b = cluster.node("node-2");
        c = cluster.node("node-3");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /** {@code b} is promoted, both write; {@code a} is the one to be rewound. */
    private void diverge() {
        b.promote();
        b.checkpoint();
        a.execute("CREATE TABLE lost (id int); INSERT INTO lost SELECT generate_series(1, 10)");
        b.execute("CREATE TABLE kept (id int)");
    }

    private RewindPreflight saysWhatHappens(Node target, Node source, Verdict wanted, String because) {
        return saysWhatHappens(target, source, wanted, because, false);
    }

    /** Preflight first, then {@code pg_rewind} itself, without any of the harness's own doing. */
    private RewindPreflight saysWhatHappens(
            Node target, Node source, Verdict wanted, String because, boolean fromArchive) {
        RewindPreflight said = fromArchive
                ? target.preflightRewindWithout(source, Remedy.CHECKPOINT_SOURCE)
                : target.preflightRewindWithout(source, Remedy.CHECKPOINT_SOURCE, Remedy.RESTORE_TARGET_WAL);

        Endpoint endpoint = source.member().host().endpointForHosts();
        Tool tool = target.tool("pg_rewind")
                .with("--target-pgdata=" + target.dataDirectory(), "--no-sync")
                .with("--source-server=host=%s port=%s user=postgres dbname=postgres"
                        .formatted(endpoint.host(), endpoint.port()))
                .withEnvironment("PGPASSWORD", source.cluster().password());
        Tool.Result did = fromArchive ? tool.with("--restore-target-wal").run() : tool.run();

        Verdict happened = did.exitCode() != 0
                ? Verdict.FAILS
                : did.output().contains("no rewind required") ? Verdict.NOTHING_TO_DO : Verdict.REWINDS;
        assertThat(Map.of("said", said.verdict(), "happened", happened))
                .as("%s%n%s", said, did.output())
                .isEqualTo(Map.of("said", wanted, "happened", wanted));
        assertThat(did.output()).contains(because);
        assertThat(said.obstacles().isEmpty()).isEqualTo(wanted != Verdict.FAILS);
        return said;
    }

    @Test
    void divergedAndStopped() {
        diverge();
        a.stop();

        RewindPreflight said = saysWhatHappens(a, b, Verdict.REWINDS, "Done!");

        assertThat(said.fork()).contains(b.history().ancestors().get(0).leftAt());
        assertThat(said.slots()).contains("node_2", "node_3");
    }

    @Test
    void divergedAndKilled() {
        assumeTrue(cluster.version().isAtLeast(13));
        diverge();
        a.kill();

        saysWhatHappens(a, b, Verdict.REWINDS, "Done!");
    }

    @Test
    void aStandbyOfTheSameTimeline() {
        b.stop();

        saysWhatHappens(b, a, Verdict.NOTHING_TO_DO, "on the same timeline");
    }

    @Test
    void theOldPrimaryOfACleanSwitchover() {
        a.stop();
        b.promote();
        b.checkpoint();

        saysWhatHappens(a, b, Verdict.NOTHING_TO_DO, "no rewind required");
    }

    @Test
    void aStandbyThatStoppedBeforeTheFork() {
        c.stop();
        a.writeWal(DataSize.kilobytes(64));
        cluster.awaitInSync();
        b.promote();
        b.checkpoint();

        saysWhatHappens(c, b, Verdict.NOTHING_TO_DO, "no rewind required");
    }

    @Test
    void rightAfterThePromotionOfTheSource() {
        try (Injected frozen = cluster.inject(ProcessFaults.frozen(b, ProcessKind.CHECKPOINTER))) {
            b.promote();
            b.execute("CREATE TABLE kept (id int)");
            a.execute("CREATE TABLE lost (id int)");
            a.stop();
            boolean sees = cluster.version().isAtLeast(16);

            RewindPreflight said = saysWhatHappens(
                    a, b, sees ? Verdict.REWINDS : Verdict.NOTHING_TO_DO, sees ? "Done!" : "on the same timeline");

            assertThat(String.join("\n", said.cautions()).contains("pg_rewind believes the file until a checkpoint"))
                    .isEqualTo(!sees);
            assertThat(a.preflightRewindTo(b).verdict()).isNotEqualTo(Verdict.FAILS);
        }
    }

    @Test
    void twinTimelines() {
        a.stop();
        b.promote();
        c.promote();
        b.checkpoint();
        c.checkpoint();
        b.execute("CREATE TABLE only_b (id int)");
        c.execute("CREATE TABLE only_c (id int)");
        c.stop();

        RewindPreflight said = saysWhatHappens(c, b, Verdict.NOTHING_TO_DO, "on the same timeline");

        assertThat(said.cautions()).singleElement().asString().contains("only a rebuild helps");
    }

    @Test
    void aStandbyThatFollowsHasNoTwin() {
        a.stop();
        b.promote();
        b.checkpoint();
        c.follow(b);
        c.awaitStreamingFrom(b);
        b.execute("CREATE TABLE kept (id int)");
        c.awaitReplay(b.currentLsn());
        c.restart();
        b.checkpoint();
        c.awaitReplay(b.currentLsn());
        c.stop();

        RewindPreflight said = saysWhatHappens(c, b, Verdict.NOTHING_TO_DO, "no rewind required");

        assertThat(said.cautions()).isEmpty();
    }

    @Test
    void theTargetRuns() {
        diverge();

        saysWhatHappens(a, b, Verdict.FAILS, "postmaster.pid");
    }

    @Test
    void aKilledStandby() {
        b.promote();
        b.checkpoint();
        c.kill();

        saysWhatHappens(c, b, Verdict.FAILS, "standby mode is not supported by single-user servers");
    }

    @Test
    void withoutHintsAndChecksums() {
        assumeTrue(!cluster.version().isAtLeast(18), "checksums are on by default since 18");
        restart(ClusterSpec.builder().settings("wal_log_hints = off"));
        diverge();
        a.stop();

        saysWhatHappens(a, b, Verdict.FAILS, "wal_log_hints = on");
    }

    private void recycleTheCommonCheckpoint() {
        b.promote();
        b.checkpoint();
        a.configure("wal_keep_size = 0", "max_wal_size = 5MB", "min_wal_size = 5MB");
        a.dropSlot("node_2");
        c.stop();
        a.dropSlot("node_3");
        for (int i = 0; i < 4; i++) {
            a.writeWal(DataSize.megabytes(12));
            a.checkpoint();
        }
        a.switchWal();
        a.stop();
    }

    @Test
    void theWalOfTheCommonCheckpointIsGone() {
        recycleTheCommonCheckpoint();

        saysWhatHappens(a, b, Verdict.FAILS, "could not");
    }

    @Test
    void theWalOfTheCommonCheckpointIsInTheArchive() {
        assumeTrue(cluster.version().isAtLeast(13));
        recycleTheCommonCheckpoint();
        String archive = a.member().archive().orElseThrow().directory();
        a.member().conf().set("restore_command", "cp %s/%%f %%p".formatted(archive), "run from wherever a tool is");
        a.member().writeConfiguration();

        saysWhatHappens(a, b, Verdict.REWINDS, "Done!", true);
    }

    @Test
    void theHarnessRewindsFromTheArchiveToo() {
        assumeTrue(cluster.version().isAtLeast(13));
        recycleTheCommonCheckpoint();
        c.kill();

        assertThat(a.preflightRewindTo(b).verdict()).isEqualTo(Verdict.REWINDS);
        a.rewindTo(b);
        a.start();

        a.awaitStreamingFrom(b);
        a.awaitReplay(b.currentLsn());
        assertThat(b.contents().differencesFrom(a.contents())).isEmpty();
    }

    @Test
    void aDifferentSystem() {
        diverge();
        a.stop();
        try (Cluster other = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            saysWhatHappens(a, other.primary(), Verdict.FAILS, "source and target clusters are from different systems");
        }
    }

    @Test
    void theSourceWritesNoFullPages() {
        diverge();
        a.stop();
        b.configure("full_page_writes = off");

        saysWhatHappens(a, b, Verdict.FAILS, " must be enabled in the source server");
    }

    @Test
    void theSourceIsStopped() {
        diverge();
        a.stop();
        b.stop();

        saysWhatHappens(a, b, Verdict.FAILS, "Connection refused");
    }

    @Test
    void theSourceIsAStandby() {
        b.promote();
        c.follow(b);
        c.awaitStreamingFrom(b);
        a.execute("CREATE TABLE lost (id int)");
        b.execute("CREATE TABLE kept (id int)");
        b.checkpoint();
        c.awaitReplay(b.currentLsn());
        c.checkpoint();
        a.stop();

        boolean can = cluster.version().isAtLeast(14);
        saysWhatHappens(a, c, can ? Verdict.REWINDS : Verdict.FAILS, can ? "Done!" : "must not be in recovery");
    }

    @Test
    void theControlFileOfTheTargetIsTruncated() {
        diverge();
        cluster.inflict(StorageDamages.controlFileTruncated(a));

        saysWhatHappens(a, b, Verdict.FAILS, "unexpected control file size 0");
    }

    @Test
    void theLossIsWhatTheTargetWroteAlone() {
        a.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5)");
        cluster.awaitInSync();
        b.promote();
        b.checkpoint();
        for (int i = 6; i <= 8; i++) {
            a.execute("INSERT INTO t VALUES (%s)".formatted(i));
        }
        a.execute("DELETE FROM t WHERE id = 1");
        a.execute("COPY t FROM PROGRAM 'printf \"101\\n102\\n103\\n\"'");
        a.stop();

        RewindLoss loss = a.lossOfRewindTo(b);

        assertThat(loss.transactions()).isEqualTo(5);
        assertThat(loss.changedRows()).isEqualTo(Map.of("postgres.public.t", 7L));
        assertThat(loss.walBytes()).isPositive();
        assertThat(loss.fork()).isEqualTo(b.history().ancestors().get(0).leftAt());
    }
}
