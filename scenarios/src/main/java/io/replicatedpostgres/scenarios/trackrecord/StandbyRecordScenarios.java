package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standbys that shut themselves down. */
@Tag("quick")
@Tag("trackrecord")
public class StandbyRecordScenarios {

    private static final String REFUSAL = "replication slot synchronization requires";

    @Test
    @Tag("BUG-20")
    @Tag("critical")
    @EnabledOnPostgres(from = 17)
    @Scenario(
            situation = "sync_replication_slots is turned on for a running standby, and wal_level is replica.",
            expectation = "No slot is synchronized, and the standby says why.",
            reality = "So it is. Before 17.6 the whole server shut down.",
            source = "PostgreSQL 17.6 release notes")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void aSettingOfTooLowALevelStopsNoServer(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = standby.log().mark();
        standby.execute("ALTER SYSTEM SET sync_replication_slots = on");
        standby.execute("SELECT pg_reload_conf()");
        standby.log().await(REFUSAL, before);
        assertThat(standby.log().since(before))
                .as("the standby says why, and goes on")
                .noneMatch(line -> line.contains("FATAL") && line.contains(REFUSAL));

        primary.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();

        assertThat(standby).isStandby();
    }
}
