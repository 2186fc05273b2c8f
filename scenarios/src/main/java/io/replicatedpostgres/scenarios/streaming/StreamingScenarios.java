package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a standby shows of its primary, and what it does not. */
@Tag("quick")
@Tag("streaming")
public class StreamingScenarios {

    @Test
    @Tag("STR-01")
    @Tag("low")
    @Scenario(
            situation = "A row is written on the primary; a client writes to the standby.",
            expectation = "The standby is a second server to work with.",
            reality = "It shows the row once it has replayed it, and refuses every write with SQLSTATE 25006.",
            source = "PostgreSQL src/test/recovery/t/001_stream_rep.pl")
    @ReplicatedPostgres
    void aStandbyShowsAndDoesNotTake(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        standby.awaitReplay(primary.currentLsn());

        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
        assertThat(standby).isReadOnly();
        assertThatThrownBy(() -> standby.execute("INSERT INTO ledger VALUES (2)"))
                .hasMessageContaining("25006")
                .hasMessageContaining("cannot execute INSERT in a read-only transaction");
    }

    @Test
    @Tag("STR-05")
    @Tag("medium")
    @Scenario(
            situation = "A standby streams from a standby. The one between is restarted while the primary writes.",
            expectation = "Each standby is connected to the primary.",
            reality = "The far one has what the near one has: it falls behind with it, and catches up with it.",
            source = "PostgreSQL src/test/recovery/t/001_stream_rep.pl")
    @ReplicatedPostgres(standby = {@Standby(name = "near"), @Standby(name = "far", upstream = "near")})
    void theFarStandbyHasWhatTheNearOneHas(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("near") Node near, @OnNode("far") Node far) {
        assertThat(near).isStreamingFrom(primary);
        assertThat(far).isStreamingFrom(near);
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();

        near.stop();
        primary.execute("INSERT INTO ledger VALUES (1)");
        assertThat(far.query("SELECT count(*) FROM ledger")).containsExactly("0");
        near.start();

        cluster.awaitInSync();
        assertThat(far.query("SELECT count(*) FROM ledger")).containsExactly("1");
    }

    @Test
    @Tag("STR-11")
    @Tag("medium")
    @Scenario(
            situation = "Replay of a standby is paused and resumed.",
            expectation = "pg_wal_replay_pause() pauses.",
            reality =
                    "It asks for a pause. From 14 pg_get_wal_replay_pause_state() tells whether it was only asked for or "
                            + "is there: not paused, pause requested, paused. Meanwhile WAL goes on arriving, and is shown after.",
            source = "PostgreSQL src/test/recovery/t/005_replay_delay.pl")
    @ReplicatedPostgres
    void aPauseIsAskedForAndThenThere(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String state = cluster.version().isAtLeast(14)
                ? "SELECT pg_get_wal_replay_pause_state()"
                : "SELECT CASE WHEN pg_is_wal_replay_paused() THEN 'paused' ELSE 'not paused' END";
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        assertThat(standby.query(state)).containsExactly("not paused");

        standby.execute("SELECT pg_wal_replay_pause()");
        await().untilAsserted(() -> assertThat(standby.query(state)).containsExactly("paused"));
        primary.execute("INSERT INTO ledger VALUES (1)");
        var written = primary.currentLsn();
        await().untilAsserted(
                        () -> assertThat(standby.query("SELECT pg_last_wal_receive_lsn() >= ?::pg_lsn", written + ""))
                                .containsExactly("t"));
        assertThat(standby.query("SELECT count(*) FROM ledger")).containsExactly("0");

        standby.execute("SELECT pg_wal_replay_resume()");
        standby.awaitReplay(written);
        assertThat(standby.query(state)).containsExactly("not paused");
        assertThat(standby.query("SELECT count(*) FROM ledger")).containsExactly("1");
    }

    @Test
    @Tag("STR-18")
    @Tag("medium")
    @Scenario(
            situation = "Tables are filled, truncated, dropped and made again, and the standby is killed in between.",
            expectation = "It replays a file that is no longer there, and panics.",
            reality =
                    "It replays from its last restartpoint, past files that are gone, without a PANIC, and is in sync.",
            source = "PostgreSQL src/test/recovery/t/032_relfilenode_reuse.pl")
    @ReplicatedPostgres
    void whatIsTruncatedAndDroppedIsReplayedTwice(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS id");
        primary.execute("CREATE TABLE gone AS SELECT generate_series(1, 10000) AS id");
        primary.execute("CREATE DATABASE gone_too");
        cluster.awaitInSync();
        primary.execute("TRUNCATE kept");
        primary.execute("DROP TABLE gone");
        primary.execute("DROP DATABASE gone_too");
        primary.execute("INSERT INTO kept VALUES (1)");
        cluster.awaitInSync();

        standby.kill();
        standby.start();

        cluster.awaitInSync();
        assertThat(standby.query("SELECT id FROM kept")).containsExactly("1");
        assertThat(standby.log().lines()).noneMatch(line -> line.contains("PANIC"));
        assertThat(standby).hasSameContentAs(primary);
    }

    @Test
    @Tag("STR-20")
    @Tag("high")
    @Scenario(
            situation = "A table is unlogged, and the standby is promoted.",
            expectation = "A table is a table.",
            reality = "On the standby it cannot be read, and after the promotion it is there and empty.",
            source = "PostgreSQL documentation, CREATE TABLE, UNLOGGED")
    @ReplicatedPostgres
    void anUnloggedTableIsEmptyAfterAPromotion(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE UNLOGGED TABLE cache AS SELECT generate_series(1, 100) AS id");
        cluster.awaitInSync();
        assertThatThrownBy(() -> standby.query("SELECT count(*) FROM cache"))
                .hasMessageContaining("cannot access temporary or unlogged relations during recovery");

        primary.stop();
        standby.promote();

        assertThat(standby.query("SELECT count(*) FROM cache")).containsExactly("0");
    }
}
