package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby streams from a standby, and that one is promoted. */
@Tag("full")
@Tag("streaming")
public class CascadeScenarios {

    private static final String SEGMENT = "[0-9A-F]{24}(\\.partial)?";

    @Test
    @Tag("STR-06")
    @Tag("low")
    @Scenario(
            situation = "A standby streams from a standby. The primary dies, and the near standby is promoted.",
            expectation = "The far standby has to be told the new timeline, and restarted.",
            reality =
                    "It asks for the new timeline by itself and streams on: no setting changes, and the server goes on. Mostly the same "
                            + "walreceiver process goes on too. Now and then the startup process ends it at the switch, and a new one streams.",
            source = "PostgreSQL src/test/recovery/t/004_timeline_switch.pl; measured")
    @ReplicatedPostgres(
            standby = {@Standby(name = "near"), @Standby(name = "far", upstream = "near")},
            archive = ArchiveMode.NONE)
    void theFarStandbyFollowsThePromotionOfTheNearOne(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("near") Node near, @OnNode("far") Node far) {
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        String started =
                "SELECT pg_postmaster_start_time()::text || coalesce(current_setting('primary_conninfo', true), '')";
        String before = Eventually.only(far, started);
        LogMark mark = far.log().mark();

        primary.kill();
        near.promote();
        near.execute("INSERT INTO ledger VALUES (1)");
        far.awaitReplay(near.currentPosition());

        assertThat(far.query("SELECT id FROM ledger")).containsExactly("1");
        assertThat(far).isStandby().isOnTimeline(2);
        assertThat(Eventually.only(far, started)).as("the server").isEqualTo(before);
        assertThat(far.log().since(mark))
                .anyMatch(line -> line.matches(".*started (WAL streaming|streaming WAL).* timeline 2"));
    }

    @Test
    @Tag("STR-08")
    @Tag("high")
    @Scenario(
            situation =
                    "A base backup of a standby was taken without WAL. Then that standby was promoted. The archive has the "
                            + "history file of its new timeline, and no segment. A far standby is started with that backup.",
            expectation = "It reads of the new timeline in the archive, looks for its WAL there, and waits for ever.",
            reality =
                    "It asks the promoted standby for the end of the old timeline, then for the new one, and streams. On 13.3 "
                            + "it asked for the new timeline at once, which did not have what it lacked.",
            source = "PostgreSQL src/test/recovery/t/025_stuck_on_old_timeline.pl; measured")
    @ReplicatedPostgres(
            standby = {@Standby(name = "near"), @Standby(name = "far", upstream = "near")},
            archive = ArchiveMode.SHARED,
            settings = "wal_retrieve_retry_interval = 100ms")
    void aHistoryFileWithoutItsWalDoesNotHoldANewStandbyUp(
            @OnNode("node-1") Node primary, @OnNode("near") Node near, @OnNode("far") Node far) {
        primary.execute("CREATE TABLE ledger (id int)");
        near.awaitReplay(primary.currentLsn());
        far.stop();
        far.rebuildFrom(near);
        far.files().list("pg_wal").stream()
                .filter(name -> name.matches(SEGMENT))
                .forEach(name -> far.files().delete("pg_wal/" + name));
        primary.stop();
        near.promote();
        await().until(() -> near.archivedFiles().contains("00000002.history"));
        near.execute("INSERT INTO ledger VALUES (1)");
        near.archivedFiles().stream().filter(name -> name.matches(SEGMENT)).forEach(near.archive()::delete);

        far.start();

        far.awaitReplay(near.currentPosition());
        assertThat(far).isStandby().isStreamingFrom(near).isOnTimeline(2);
        assertThat(far.query("SELECT id FROM ledger")).containsExactly("1");
    }
}
