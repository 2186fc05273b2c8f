package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.megabytes;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots that forgot, kept too much or kept too little. */
@Tag("quick")
@Tag("trackrecord")
@ReplicatedPostgres(standbys = 0, archive = ArchiveMode.NONE)
public class SlotRecordScenarios {

    private static final String MOVE = "SELECT pg_replication_slot_advance('air', pg_current_wal_lsn())";
    private static final String AT = "SELECT restart_lsn::text FROM pg_replication_slots WHERE slot_name = 'air'";

    @Test
    @Tag("BUG-06")
    @Tag("medium")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation = "A physical slot is moved by pg_replication_slot_advance. The server is restarted.",
            expectation = "The slot is where it was moved to.",
            reality = "It is. Before 12.2 it was back where it had been.",
            source = "PostgreSQL 12.2 release notes")
    void aMovedSlotStaysOverARestart(@OnNode("node-1") Node primary) {
        primary.createSlot("air");
        primary.writeWal(megabytes(2));
        primary.query(MOVE);
        String moved = Eventually.only(primary, AT);

        primary.restart();

        assertThat(primary.query(AT)).as("restart_lsn after the restart").containsExactly(moved);
    }

    @Test
    @Tag("BUG-07")
    @Tag("medium")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation = "The only slot of a server is moved by pg_replication_slot_advance. Then come checkpoints.",
            expectation = "They remove the WAL before the slot's new position.",
            reality =
                    "They do. Before 12.4 the server went by the old position, and kept the WAL until it was restarted.",
            source = "PostgreSQL 12.4 release notes")
    void aMovedSlotLetsGoOfItsWal(@OnNode("node-1") Node primary) {
        primary.createSlot("air");
        String first = Segments.current(primary);
        primary.writeWal(megabytes(80)); // more than any wal_keep_size that a test has by default
        primary.query(MOVE);

        for (int i = 0; i < 3; i++) {
            Segments.finish(primary);
            primary.checkpoint();
        }

        assertThat(primary.hasFile("pg_wal/" + first))
                .as("the segment before the slot is kept")
                .isFalse();
    }

    @Test
    @Tag("BUG-08")
    @Tag("SLT-06")
    @Tag("high")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation = "A slot moves on while a checkpoint runs, and the server is killed after that checkpoint.",
            expectation = "The slot comes back, a little behind, with the WAL that it wants.",
            reality =
                    "It does. Before 13.22, 14.19, 15.14, 16.10 and 17.6 the checkpoint removed WAL by the position in memory, while "
                            + "on disk the slot had the old one: after the crash its WAL was gone.",
            source = "PostgreSQL 14.19 release notes")
    @ReplicatedPostgres(
            standbys = 0,
            archive = ArchiveMode.NONE,
            settings = {
                SlowCheckpoint.LONG,
                SlowCheckpoint.SPREAD,
                SlowCheckpoint.LOGGED,
                "wal_keep_size = 0",
                "min_wal_size = 2MB"
            })
    void aSlotThatMovesDuringACheckpointKeepsItsWal(@OnNode("node-1") Node primary) {
        primary.createSlot("air");
        String first = Segments.current(primary);
        primary.execute("CREATE TABLE t AS SELECT generate_series(1, 20000) AS id");
        primary.writeWal(megabytes(4));
        SlowCheckpoint running = SlowCheckpoint.begin(primary);
        primary.query(MOVE);
        running.hurry();

        primary.kill();
        primary.start();

        assertThat(primary.query("SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots"))
                .as("the slot wants the segment that it wanted before")
                .containsExactly(first);
        assertThat(primary.hasFile("pg_wal/" + first))
                .as("the WAL that the slot wants is there")
                .isTrue();
    }
}
