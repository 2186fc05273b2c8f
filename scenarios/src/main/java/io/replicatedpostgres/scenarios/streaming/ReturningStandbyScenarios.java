package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.ProcessKind.WALSENDER;
import static io.replicatedpostgres.model.StopMode.FAST;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby was away, killed or not served, and comes back. */
@Tag("full")
@Tag("streaming")
public class ReturningStandbyScenarios {

    private static final int TORN = 256;

    @Test
    @Tag("STR-04")
    @Tag("low")
    @Scenario(
            situation =
                    "A standby without a slot was down. The primary has removed the WAL that it needs, after it had archived it.",
            expectation = "As the primary does not have that WAL any more, the standby has to be built anew.",
            reality =
                    "It restores the segments from the archive by its restore_command, one after the other. When the archive has "
                            + "no more, it streams the rest.",
            source = "PostgreSQL src/test/recovery/t/002_archiving.pl")
    @ReplicatedPostgres(standbysUseSlots = false, archive = ArchiveMode.SHARED)
    void withAnArchiveTheStandbyHealsAndThenStreams(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String needed = Segments.current(primary);
        standby.stop(FAST);
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 1000) AS id");
        primary.writeWal(DataSize.megabytes(20)); // more than wal_keep_size keeps
        Segments.recycle(primary, needed);
        LogMark stopped = standby.log().mark();

        standby.start();

        cluster.awaitInSync();
        assertThat(standby.log().since(stopped))
                .anyMatch(line -> line.contains("restored log file \"%s\" from archive".formatted(needed)))
                .anyMatch(line -> line.contains("started streaming WAL from primary"))
                .noneMatch(line -> line.contains("requested WAL segment"));
        assertThat(standby).isStreamingFrom(primary).hasSameContentAs(primary);
    }

    @Test
    @Tag("STR-13")
    @Tag("medium")
    @Scenario(
            situation =
                    "The walsender of a standby is frozen. The standby gives up after its wal_receiver_timeout and connects anew.",
            expectation = "The new connection is served, as the primary is well.",
            reality =
                    "The slot belongs to the frozen walsender: replication slot is active for PID, again and again. The views of the "
                            + "primary show the slot as active. When the walsender thaws, it ends, and nothing is lost.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl; measured")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"wal_receiver_timeout = 2s", "wal_retrieve_retry_interval = 100ms", "wal_sender_timeout = 60s"})
    void aFrozenWalsenderHoldsTheSlotUntilItThaws(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        LogMark before = standby.log().mark();

        try (var frozen = primary.pause(WALSENDER)) {
            primary.execute("INSERT INTO ledger VALUES (1)");
            standby.log().await("terminating walreceiver due to timeout", before);
            standby.log().await("replication slot \"node_2\" is active for PID", before);
            assertThat(primary.slot("node_2")).isActive();
            assertThat(standby.query("SELECT count(*) FROM ledger")).containsExactly("0");
        }

        cluster.awaitInSync();
        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
        assertThat(primary.slot("node_2")).isActive();
    }

    @Test
    @Tag("STR-15")
    @Tag("medium")
    @Scenario(
            situation = "A standby is killed. It had replayed rows that lie behind its last restartpoint.",
            expectation = "It replays these rows a second time, so it has them twice; or it skips some.",
            reality =
                    "It replays them again from its last restartpoint. Each change is applied to the page that it changed, "
                            + "if that page does not have it yet: every row is there once.",
            source = "PostgreSQL documentation, WAL Internals; Multigres TestStandbyRecoversAfterPostmasterKill")
    @ReplicatedPostgres
    void aKilledStandbyHasEveryRowOnce(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)"); // without a key, which would refuse a row twice
        cluster.awaitInSync();
        standby.checkpoint();
        primary.execute("INSERT INTO ledger SELECT generate_series(1, 1000)");
        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query("SELECT redo_lsn < pg_last_wal_replay_lsn() FROM pg_control_checkpoint()"))
                .as("a restart replays again what was replayed")
                .containsExactly("t");
        LogMark before = standby.log().mark();

        standby.kill();
        primary.execute("INSERT INTO ledger SELECT generate_series(1001, 2000)");
        standby.start();

        cluster.awaitInSync();
        standby.log().await("database system was interrupted while in recovery at log time", before);
        assertThat(standby.query("SELECT concat_ws(' ', count(*), count(DISTINCT id), sum(id)) FROM ledger"))
                .containsExactly("2000 2000 2001000");
        assertThat(standby).hasSameContentAs(primary);
    }

    @Test
    @Tag("STR-17")
    @Tag("high")
    @Scenario(
            situation = "A standby is killed, and the last bytes of its WAL are torn.",
            expectation = "It replays garbage, or has to be built anew.",
            reality =
                    "Each record has a checksum. The standby reads up to the last whole one, asks its primary for the segment from "
                            + "its beginning, and overwrites what was torn.",
            source = "PostgreSQL src/test/recovery/t/039_end_of_wal.pl; xlogrecovery.c")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void tornWalIsAskedForAgain(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 100) AS id");
        cluster.awaitInSync();
        String end = "SELECT (pg_walfile_name_offset(pg_current_wal_flush_lsn())).file_offset::text";
        String segment = "pg_wal/" + Segments.current(primary);
        int torn = Integer.parseInt(Eventually.only(primary, end)) - TORN;
        byte[] whole = part(standby, segment, torn);
        assertThat(whole).isEqualTo(part(primary, segment, torn));
        LogMark before = standby.log().mark();

        standby.kill();
        byte[] garbage = new byte[TORN];
        Arrays.fill(garbage, (byte) 0xFF);
        standby.files().patch(segment, torn, garbage);
        assertThat(part(standby, segment, torn)).isEqualTo(garbage);
        standby.start();

        cluster.awaitInSync();
        assertThat(standby.log().since(before))
                .anyMatch(line -> line.contains("started streaming WAL from primary at"));
        assertThat(part(standby, segment, torn)).as("what was torn").isEqualTo(whole);
        assertThat(standby).hasSameContentAs(primary);
    }

    private static byte[] part(Node node, String segment, int from) {
        return Arrays.copyOfRange(node.files().readBytes(segment), from, from + TORN);
    }
}
