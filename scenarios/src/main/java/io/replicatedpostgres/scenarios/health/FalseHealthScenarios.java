package io.replicatedpostgres.scenarios.health;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.scenarios.Eventually.only;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.scenarios.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What monitoring asks, and what the answer does not mean. */
@Tag("quick")
@Tag("health")
public class FalseHealthScenarios {

    private static final String REPLAYED_AT = "SELECT pg_last_xact_replay_timestamp()";
    private static final String AGE = "SELECT extract(epoch FROM now() - pg_last_xact_replay_timestamp())";

    @Test
    @Tag("OBS-03")
    @Tag("high")
    @Scenario(
            situation =
                    "The link is silent while the primary writes. Monitoring asks the standby for pg_stat_wal_receiver.",
            expectation = "A receiver that is streaming has what the primary has.",
            reality =
                    "It says streaming, with the position and the time of the last message: both stand still, and only "
                            + "the primary knows how far it has gone meanwhile.",
            source = "multigres pull request 1012")
    @ReplicatedPostgres(settings = {"wal_receiver_timeout = 0", "wal_sender_timeout = 0"})
    void aReceiverThatIsStreamingHasOldNews(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        cluster.awaitInSync();

        cluster.during(between(primary, standby), () -> {
            String news = "SELECT latest_end_lsn, last_msg_receipt_time FROM pg_stat_wal_receiver";
            String before = only(standby, "SELECT (r)::text FROM (" + news + ") r");
            primary.writeWal(DataSize.kilobytes(200));

            assertThat(only(standby, "SELECT status FROM pg_stat_wal_receiver")).isEqualTo("streaming");
            assertThat(only(standby, "SELECT (r)::text FROM (" + news + ") r")).isEqualTo(before);
            assertThat(primary.currentLsn()
                            .isAfter(Lsn.parse(only(standby, "SELECT latest_end_lsn FROM pg_stat_wal_receiver"))))
                    .isTrue();
        });

        standby.awaitReplay(primary.currentLsn());
    }

    @Test
    @Tag("OBS-04")
    @Tag("high")
    @Scenario(
            situation = "A pair is idle; then its link goes silent, and the primary writes.",
            expectation = "A replay_lag that is null, or small, means that the standby is close.",
            reality =
                    "replay_lag is null once an idle standby has caught up, and stays null while no reply arrives. What "
                            + "tells is the distance in bytes from the primary's own position.",
            source = "PostgreSQL documentation, pg_stat_replication")
    @ReplicatedPostgres(settings = {"wal_receiver_status_interval = 1s", "wal_sender_timeout = 0"})
    void noLagIsNoAnswer(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String lag = "SELECT replay_lag IS NULL FROM pg_stat_replication";
        String bytes = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) > 0 FROM pg_stat_replication";
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        says(primary, lag, "t");

        cluster.during(between(primary, standby), () -> {
            primary.writeWal(DataSize.kilobytes(200));

            assertThat(only(primary, lag)).isEqualTo("t");
            assertThat(only(primary, bytes)).isEqualTo("t");
        });

        standby.awaitReplay(primary.currentLsn());
    }

    @Test
    @Tag("OBS-05")
    @Tag("medium")
    @EnabledOnProfile(ServerProfile.SMALL) // the text turns at 16 MB; with the production profile not before 256 MB
    @Scenario(
            situation =
                    "Monitoring compares positions in the WAL as text. A standby stays behind while the primary writes.",
            expectation = "The smaller text is the earlier position.",
            reality =
                    "0/9… is greater than 0/1…, which has one digit more: the standby looks ahead. As pg_lsn it is behind.",
            source = "cagriekin/charts issue 131")
    @ReplicatedPostgres(settings = "wal_sender_timeout = 0")
    void aPositionIsNoText(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        cluster.awaitInSync();

        cluster.during(between(primary, standby), () -> {
            String behind = only(standby, "SELECT pg_last_wal_replay_lsn()");
            primary.writeWal(DataSize.megabytes(16));
            String ahead = only(primary, "SELECT pg_current_wal_lsn()");

            assertThat(only(primary, "SELECT '%s'::text COLLATE \"C\" > '%s'".formatted(behind, ahead)))
                    .as("%s is the greater text than %s", behind, ahead)
                    .isEqualTo("t");
            assertThat(only(primary, "SELECT '%s'::pg_lsn < '%s'".formatted(behind, ahead)))
                    .isEqualTo("t");
        });

        standby.awaitReplay(primary.currentLsn());
    }

    @Test
    @Tag("OBS-06")
    @Tag("medium")
    @Scenario(
            situation = "No client writes. Monitoring watches now() - pg_last_xact_replay_timestamp() on the standby.",
            expectation = "The age of the last transaction that was replayed is the lag.",
            reality = "It grows without end on a pair that is in sync; a heartbeat row ends that.",
            source = "PostgreSQL documentation, pg_last_xact_replay_timestamp")
    @ReplicatedPostgres
    void theAgeOfTheLastTransactionIsNoLag(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE heartbeat (at timestamptz)");
        cluster.awaitInSync();
        String replayedAt = only(standby, REPLAYED_AT);
        double age = Double.parseDouble(only(standby, AGE));

        Eventually.holds(
                standby, "an age of half a second more", () -> Double.parseDouble(only(standby, AGE)) > age + 0.5);
        assertThat(only(standby, REPLAYED_AT)).isEqualTo(replayedAt);
        assertThat(cluster).isInSync();

        primary.execute("INSERT INTO heartbeat VALUES (now())");
        standby.awaitReplay(primary.currentLsn());
        assertThat(only(standby, "SELECT pg_last_xact_replay_timestamp() > '%s'".formatted(replayedAt)))
                .isEqualTo("t");
    }
}
