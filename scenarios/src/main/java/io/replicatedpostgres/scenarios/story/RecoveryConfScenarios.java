package io.replicatedpostgres.scenarios.story;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.model.PromoteBy.SQL;
import static io.replicatedpostgres.model.PromoteBy.TRIGGER_FILE;
import static io.replicatedpostgres.model.StopMode.FAST;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Story;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The standby of the story as it was set up before version 12: by a {@code recovery.conf}, and with a trigger file. */
@Tag("quick")
@Tag("story")
@EnabledOnPostgres(to = 11)
public class RecoveryConfScenarios {

    private static final String STATE = "SELECT application_name || ' ' || state FROM pg_stat_replication";
    private static final String SLOT =
            "SELECT slot_name || ' ' || slot_type || ' ' || active FROM pg_replication_slots";

    @Test
    @Tag("SPB-01")
    @Tag("critical")
    @Scenario(
            situation =
                    "PostgreSQL 11: a standby is set up by recovery.conf, promoted by its trigger file while its primary "
                            + "is cut off, and filled again.",
            expectation = "recovery.conf is a file of settings like any other.",
            reality =
                    "It makes the standby. Its settings cannot be shown, and a change waits for a restart. A promotion "
                            + "renames it to recovery.done and deletes the trigger file.",
            source = "PostgreSQL 11 documentation, Recovery Configuration")
    @ReplicatedPostgres(slots = "air")
    void recoveryConfMakesTheStandby(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        Story.begins("The block \"before version 12\", on PostgreSQL " + cluster.version());

        theStandby(a, b);
        theBreak(cluster, a, b);
        theRepair(cluster, a, b);
    }

    private static void theStandby(Node a, Node b) {
        assertThat(b.hasFile("standby.signal")).isFalse();
        assertThat(b.readFile("recovery.conf"))
                .contains(
                        "standby_mode = 'on'",
                        "recovery_target_timeline = 'latest'",
                        "primary_slot_name = 'air'",
                        "trigger_file = '",
                        "restore_command = '",
                        "archive_cleanup_command = '",
                        "primary_conninfo = 'user=repl host=",
                        "sslmode=prefer target_session_attrs=any");
        assertThatThrownBy(() -> b.query("SHOW primary_conninfo")).hasMessageContaining("unrecognized");
        Story.shown("recovery.conf has all seven settings; SHOW knows none of them");

        assertThat(a.query(STATE)).containsExactly("node-2 streaming");
        assertThat(a.query(SLOT)).containsExactly("air physical true");
        assertThat(b.query("SELECT status || ' ' || slot_name FROM pg_stat_wal_receiver"))
                .containsExactly("streaming air");
        Story.shown("pg_stat_replication: %s; the slot: %s".formatted(a.query(STATE), a.query(SLOT)));
    }

    private static void theBreak(Cluster cluster, Node a, Node b) {
        var cut = cluster.inject(isolated(a));
        assertThatThrownBy(() -> b.promote(SQL)).hasMessageContaining("pg_promote()", "11");
        b.promote(TRIGGER_FILE);
        assertThat(b).isPrimary().isOnTimeline(2);
        assertThat(b.hasFile("recovery.conf")).isFalse();
        assertThat(b.hasFile("recovery.done")).isTrue();
        assertThat(b.hasFile("../promote.trigger")).isFalse();
        Story.shown("there is no pg_promote(); the trigger file promotes and is gone, recovery.conf is recovery.done");

        a.createDatabase("on_a");
        b.createDatabase("on_b");
        cut.heal();
        await().untilAsserted(() -> assertThat(a.query(SLOT)).containsExactly("air physical false"));
        assertThat(a.query(STATE)).isEmpty();
        assertThat(cluster).isSplitBrain();
        assertThat(b).hasDivergedFrom(a);
        Story.shown("two primaries; pg_stat_replication: %s; the slot: %s".formatted(a.query(STATE), a.query(SLOT)));
    }

    private static void theRepair(Cluster cluster, Node a, Node b) {
        b.stop(FAST);
        b.rebuildFrom(a);
        assertThat(b.isMarkedStandby()).isTrue();
        assertThat(b.readFile("recovery.conf")).contains("standby_mode = 'on'");
        b.start();
        cluster.awaitInSync();

        assertThat(b)
                .isStandby()
                .isReadOnly()
                .isStreamingFrom(a)
                .hasDatabase("on_a")
                .lacksDatabase("on_b");
        assertThat(b).hasSameContentAs(a);
        assertThat(a.query(STATE)).containsExactly("node-2 streaming");
        assertThat(a.query(SLOT)).containsExactly("air physical true");
        Story.shown("filled from node-1 and with its recovery.conf written again it streams: %s, the slot: %s"
                .formatted(a.query(STATE), a.query(SLOT)));
    }
}
