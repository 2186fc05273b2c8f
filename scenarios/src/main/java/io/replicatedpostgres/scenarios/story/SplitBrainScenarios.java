package io.replicatedpostgres.scenarios.story;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.model.PromoteBy.SQL;
import static io.replicatedpostgres.model.PromoteBy.TRIGGER_FILE;
import static io.replicatedpostgres.model.StopMode.FAST;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Rejoined;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.scenarios.Story;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby is promoted while its primary lives; both take writes; the promoted one is rewound and follows again. */
@Tag("critical")
@Scenario(
        situation = "The standby is promoted while its primary is alive and cut off. Both take writes.",
        expectation = "When the link is back, one of them follows the other again.",
        reality = "Nothing heals by itself: the histories have diverged. pg_rewind throws one side's writes away, and "
                + "only with the node's own settings written again is it a standby.",
        source = "PostgreSQL documentation, pg_rewind")
@Tag("SPB-01")
@Tag("RWD-01")
@Tag("quick")
@Tag("story")
@ReplicatedPostgres(slots = "air")
public class SplitBrainScenarios {

    @Test
    void aSplitBrainIsRepairedByRewind(Cluster cluster) {
        tell(cluster);
    }

    static void tell(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        Story.begins("A split brain, and its repair, on PostgreSQL " + cluster.version());

        thePrimary(a);
        theStandby(a, b);
        theBreak(cluster, a, b);
        theRepair(cluster, a, b);
    }

    private static void thePrimary(Node a) {
        assertThat(a).isPrimary().isOnTimeline(1).hasSlot("air");
        assertThat(setting(a, "wal_level")).isEqualTo("replica");
        assertThat(setting(a, "wal_log_hints")).isEqualTo("on");
        assertThat(setting(a, "archive_mode")).isEqualTo("on");
        assertThat(setting(a, "max_wal_senders")).isEqualTo("10");
        assertThat(setting(a, "hot_standby")).isEqualTo("on");
        assertThat(a.query(
                        "SELECT rolsuper::text || rolreplication || rolcanlogin FROM pg_roles WHERE rolname = 'repl'"))
                .containsExactly("falsetruetrue");
        assertThat(
                        a.query(
                                "SELECT auth_method FROM pg_hba_file_rules WHERE database = '{replication}' AND user_name = '{repl}'"))
                .containsExactly("scram-sha-256");
        Story.shown("node-1 is a primary with slot air, an archive, and a login for replication alone");

        a.execute("CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept SELECT generate_series(1, 100)");
        a.switchWal();
        assertThatArchiveNeverOverwrites(a);
        Story.shown("its archive takes a finished segment, and refuses to overwrite one that is there");
    }

    private static void assertThatArchiveNeverOverwrites(Node a) {
        await().until(() -> !a.archivedFiles().isEmpty());
        String archived = a.archivedFiles().get(0);
        String command = setting(a, "archive_command").replace("%f", archived);
        assertThatThrownBy(() -> a.execute(program(command.replace("%p", "PG_VERSION"))))
                .hasMessageContaining("program")
                .hasMessageContaining("failed");
        assertThat(a.query("SELECT failed_count FROM pg_stat_archiver")).containsExactly("0");
    }

    private static void theStandby(Node a, Node b) {
        b.stop(FAST);
        theLogin(a, b);

        b.rebuildFrom(a);
        b.start();
        b.awaitStreamingFrom(a);
        assertThat(setting(b, "data_directory_mode")).isEqualTo("0700");
        assertThat(b.isMarkedStandby()).isTrue();
        assertThat(recovery(b, "primary_slot_name")).isEqualTo("air");
        assertThat(recovery(b, "recovery_target_timeline")).isEqualTo("latest");
        assertThat(recovery(b, "restore_command")).contains("archive");
        assertThat(recovery(b, "archive_cleanup_command"))
                .contains(b.hasTool("pg_archivecleanup") ? "pg_archivecleanup" : "rm -f", "archive", "%r");
        assertThat(recovery(b, "primary_conninfo"))
                .contains("user=repl", "host=", "port=", "passfile=", "sslmode=prefer", "target_session_attrs=any");
        Story.shown("a base backup through slot air fills node-2's data directory, mode 0700");

        assertThat(b).isStandby().isStreamingFrom(a);
        assertThat(a.slot("air")).isActive();
        Story.shown("node-2 streams from node-1; both sides say so, and slot air is active");
    }

    private static void theLogin(Node a, Node b) {
        if (!b.hasTool("psql")) {
            Story.shown("there is no psql here, so the replication login is not tried by hand");
            return;
        }
        var login = b.tool("psql")
                .with("-XAtc", "IDENTIFY_SYSTEM", b.connectionTo(a) + " user=repl dbname=postgres replication=true")
                .run();
        assertThat(login.exitCode()).as(login.output()).isZero();
        assertThat(login.output())
                .startsWith(a.query("SELECT system_identifier FROM pg_control_system()")
                        .get(0));
        Story.shown("from node-2's side, the replication login reaches node-1");
    }

    private static void theBreak(Cluster cluster, Node a, Node b) {
        Injected partition = cluster.inject(isolated(a));
        assertThat(b).isStreamingFrom(a);
        Story.shown("the link between them is cut; for now both go on saying that they stream");

        b.promote(cluster.version().isAtLeast(16) ? SQL : TRIGGER_FILE);
        assertThat(b).isPrimary().isOnTimeline(2);
        assertThat(a).isPrimary().isOnTimeline(1);
        assertThat(cluster).isSplitBrain();
        assertThatThrownBy(cluster::primary).hasMessageContaining("there are 2").hasMessageContaining("node-2");
        Story.shown("node-2 is promoted while node-1 lives: two primaries, timelines 1 and 2");

        b.createDatabase("on_b");
        a.createDatabase("on_a");
        assertThat(a).hasDivergedFrom(b).hasDatabase("on_a").lacksDatabase("on_b");
        assertThat(b).hasDatabase("on_b").lacksDatabase("on_a");
        Story.shown("each takes a write that the other lacks: the two have diverged");

        partition.heal();
        await().untilAsserted(() -> assertThat(a.slot("air")).isInactive());
        assertThat(cluster).isSplitBrain();
        Story.shown("the link is healed, and the split brain is not; slot air is inactive and keeps node-1's WAL");
    }

    private static void theRepair(Cluster cluster, Node a, Node b) {
        Lsn forked = b.history().ancestors().get(0).leftAt();
        b.stop(FAST);
        assertThat(b).isStopped();
        if (b.hasTool("pg_rewind")) {
            theRewind(a, b, forked);
        } else {
            theRebuild(a, b);
        }
        assertThat(b.isMarkedStandby()).isTrue();
        cluster.awaitInSync();
        assertThat(cluster).isNotSplitBrain().hasPrimary(a).isInSync().hasNotDiverged();
        assertThat(b).isStandby().isOnTimeline(1).isStreamingFrom(a);
        assertThat(a.slot("air")).isActive();
        Story.shown("with its own settings written again it is a standby, in sync, and slot air is active");

        assertThat(b).isReadOnly().hasDatabase("on_a").lacksDatabase("on_b");
        assertThatThrownBy(() -> b.createDatabase("refused")).hasMessageContaining("25006");
        assertThat(b).hasSameContentAs(a);
        Story.shown("node-2 refuses writes, has what node-1 wrote, and what it wrote itself is gone");
    }

    private static void theRewind(Node a, Node b, Lsn forked) {
        RewindResult rewind = b.rewindTo(a);
        assertThat(rewind.nothingDone()).isFalse();
        assertThat(rewind.divergedAt()).contains(forked);
        assertThat(rewind.setAside()).contains("00000002.history");
        Story.shown("node-2 is stopped and rewound to the last checkpoint that both have in common");
        b.start();
    }

    /** The story goes on where the program is missing that it is about. */
    private static void theRebuild(Node a, Node b) {
        Rejoined rejoined = b.rewinding(a).orRebuild().rejoin();
        assertThat(rejoined.rebuilt()).isTrue();
        Story.shown(
                "here node-2 would be rewound, but there is no pg_rewind: it comes with the programs of an installed PostgreSQL "
                        + b.cluster().version().major());
        Story.shown("node-2 is stopped and filled by a base backup instead: all of it is copied, not what differs");
    }

    /** Runs a command as the archiver does, in the data directory. */
    private static String program(String command) {
        return "COPY (SELECT 1 WHERE false) TO PROGRAM '" + command.replace("'", "''") + "'";
    }

    private static String setting(Node node, String name) {
        return String.valueOf(node.query("SELECT current_setting(?)", name).get(0));
    }

    /** A setting of recovery: in PostgreSQL 11 it is a line of a file. */
    private static String recovery(Node node, String name) {
        return node.hasFile("recovery.conf")
                ? node.readFile("recovery.conf")
                        .lines()
                        .filter(line -> line.startsWith(name + " = '"))
                        .map(line -> line.substring(name.length() + 4, line.length() - 1))
                        .findFirst()
                        .orElse("")
                : setting(node, name);
    }
}
