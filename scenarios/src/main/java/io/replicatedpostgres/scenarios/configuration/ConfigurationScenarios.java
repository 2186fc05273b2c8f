package io.replicatedpostgres.scenarios.configuration;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ReplicationFaults.hbaLineMissing;
import static io.replicatedpostgres.fault.ReplicationFaults.wrongPassword;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A setting, a line or a password is wrong: what the servers say, and that they go on once it is right. */
@Tag("quick")
@Tag("configuration")
public class ConfigurationScenarios {

    @Test
    @Tag("CFG-01")
    @Tag("high")
    @Scenario(
            situation = "max_connections is raised on the primary alone.",
            expectation = "The standby goes on with what it has.",
            reality =
                    "From 14 it warns, hot standby is not possible because of insufficient parameter settings, and replays "
                            + "nothing more; queries on it go on. It goes on once the setting is raised there too and it is restarted.",
            source = "PostgreSQL 14 release notes; Crunchy postgres-operator issue 2952")
    @EnabledOnPostgres(from = 14)
    @ReplicatedPostgres(settings = "max_connections = 50")
    void aStandbyWithALowerLimitStopsReplaying(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = standby.log().mark();
        primary.configure("max_connections = 60");

        primary.restart();

        standby.log().await("hot standby is not possible because of insufficient parameter settings", before);
        await().untilAsserted(() -> assertThat(standby.query("SELECT pg_get_wal_replay_pause_state()"))
                .containsExactly("paused"));
        primary.execute("CREATE TABLE unseen ()");
        assertThat(standby.query("SELECT to_regclass('unseen') IS NULL")).containsExactly("t");

        standby.configure("max_connections = 60");
        standby.restart();
        cluster.awaitInSync();
        assertThat(standby.query("SELECT to_regclass('unseen') IS NULL")).containsExactly("f");
    }

    @Test
    @Tag("CFG-03")
    @Tag("medium")
    @Scenario(
            situation = "The lines for replication are missing from pg_hba.conf of the primary.",
            expectation = "Every role that may log in may stream.",
            reality =
                    "The standby is refused, no pg_hba.conf entry for replication connection, again and again, while clients "
                            + "see nothing of it. It streams once the lines are back.",
            source = "PostgreSQL documentation, pg_hba.conf")
    @ReplicatedPostgres
    void withoutItsLineInPgHbaNoStandbyStreams(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = standby.log().mark();

        cluster.during(hbaLineMissing(primary), () -> {
            standby.log().await("no pg_hba.conf entry for replication connection", before);
            primary.execute("CREATE TABLE ledger ()");
            assertThat(standby.query("SELECT to_regclass('ledger') IS NULL")).containsExactly("t");
        });

        cluster.awaitInSync();
    }

    @Test
    @Tag("CFG-05")
    @Tag("high")
    @Scenario(
            situation = "The slot that a standby streams through is dropped while the standby is down.",
            expectation = "Without a slot it streams without a slot.",
            reality =
                    "It is refused, replication slot does not exist, for as long as it asks for it; made again, it streams, if "
                            + "the WAL is still there.",
            source = "multigres slot_late_join")
    @ReplicatedPostgres
    void withoutItsSlotAStandbyDoesNotStream(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        standby.stop();
        primary.dropSlot("node_2");
        LogMark before = standby.log().mark();

        standby.start();

        standby.log().await("replication slot \"node_2\" does not exist", before);
        primary.createSlot("node_2");
        cluster.awaitInSync();
        assertThat(primary.slot("node_2")).isActive();
    }

    @Test
    @Tag("CFG-06")
    @Tag("medium")
    @Scenario(
            situation = "A standby has a password of the replication role that is no longer good.",
            expectation = "A standby that streams goes on streaming, so all is well.",
            reality =
                    "As soon as it connects anew it is refused, password authentication failed, until it has the right one.",
            source = "pg_auto_failover ssl and password tests")
    @ReplicatedPostgres
    void withAnOldPasswordAStandbyDoesNotComeBack(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = standby.log().mark();

        cluster.during(wrongPassword(standby), () -> {
            standby.log().await("password authentication failed for user", before);
            primary.execute("CREATE TABLE ledger ()");
            assertThat(standby.query("SELECT to_regclass('ledger') IS NULL")).containsExactly("t");
        });

        cluster.awaitInSync();
        assertThat(standby.query("SELECT to_regclass('ledger') IS NULL")).containsExactly("f");
    }
}
