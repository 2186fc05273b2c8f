package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.StopMode.FAST;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a standby counts of its own work. */
@Tag("full")
@Tag("streaming")
public class StandbyStatisticsScenarios {

    private static final String SCANS = "SELECT pg_stat_get_numscans('ledger'::regclass)::text";
    private static final String WRITTEN = "SELECT pg_stat_get_tuples_inserted('ledger'::regclass)::text";

    @Test
    @Tag("STR-24")
    @Tag("medium")
    @EnabledOnPostgres(from = 15)
    @Scenario(
            situation =
                    "Tables are written on the primary and read on its standby. One is dropped. The standby is restarted, then "
                            + "killed, then promoted.",
            expectation = "Statistics are replicated, like all else.",
            reality =
                    "Each server counts its own work. The standby keeps its counters over a stop and loses all of them when it "
                            + "is killed; those of a dropped table go with it. The promoted standby knows of no row that was written before, so "
                            + "autovacuum begins to count at nothing.",
            source = "PostgreSQL src/test/recovery/t/029_stats_restart.pl, 030_stats_cleanup_replica.pl")
    @ReplicatedPostgres
    void aStandbyKeepsCountersOverAStopAndLosesThemWithAKill(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 1000) AS id");
        primary.execute("CREATE TABLE gone AS SELECT 1 AS id");
        Eventually.says(primary, WRITTEN, "1000");
        cluster.awaitInSync();
        String ofGone = "SELECT pg_stat_have_stats('relation', (SELECT oid FROM pg_database WHERE datname = "
                + "current_database()), %s)::text"
                        .formatted(Eventually.only(standby, "SELECT 'gone'::regclass::oid::text"));
        standby.query("SELECT count(*) FROM ledger, gone");
        Eventually.says(standby, SCANS, "1");
        Eventually.says(standby, ofGone, "true");
        assertThat(primary.query(SCANS)).as("scans on the primary").containsExactly("0");
        assertThat(standby.query(WRITTEN)).as("rows written, on the standby").containsExactly("0");

        primary.execute("DROP TABLE gone");
        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query(ofGone)).containsExactly("false");

        standby.restart(FAST);
        assertThat(standby.query(SCANS)).as("scans, after a stop").containsExactly("1");
        standby.kill();
        standby.start();
        assertThat(standby.query(SCANS)).as("scans, after a kill").containsExactly("0");
        primary.stop();
        standby.promote();
        assertThat(standby.query(WRITTEN))
                .as("rows written, after the promotion")
                .containsExactly("0");
    }
}
