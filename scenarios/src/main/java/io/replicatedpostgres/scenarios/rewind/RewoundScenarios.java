package io.replicatedpostgres.scenarios.rewind;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.limitedTo;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.scenarios.Story;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is there after {@code pg_rewind}, and what is not. */
@Tag("rewind")
@Tag("quick")
public class RewoundScenarios {

    private static final Pattern COPIED =
            Pattern.compile("need to copy (\\d+) MB \\(total source directory size is (\\d+) MB\\)");

    @Test
    @RequiresTool("pg_rewind")
    @Tag("high")
    @Tag("RWD-01")
    @Tag("RWD-13")
    @Tag("RWD-28")
    @Scenario(
            situation = "An old primary is rewound to the new one and started as its standby.",
            expectation = "That it streams shows that it is the same.",
            reality = "Streaming shows nothing; rows of every table, pg_amcheck and the histories do. A second rewind "
                    + "finds nothing to do, and exits with 0.")
    @ReplicatedPostgres
    void aRewoundServerIsProvedToBeTheSame(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t SELECT generate_series(1, 1000)");
        cluster.awaitInSync();
        Node heir = Rewinding.fork(cluster);
        old.execute("UPDATE t SET id = -id WHERE id <= 500");
        heir.execute("DELETE FROM t WHERE id > 900");
        old.stop();

        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();

        assertThat(old).isStandby().isStreamingFrom(heir);
        assertThat(old.history()).isEqualTo(heir.history());
        assertThat(old.query("SELECT count(*) || ' ' || min(id) FROM t")).containsExactly("900 1");
        if (old.hasTool("pg_amcheck")) {
            assertThat(cluster).isNotCorrupt();
            cluster.awaitInSync();
        }
        assertThat(cluster).hasNotDiverged().hasSameContent();
        old.stop();
        Tool.Result again = Rewinding.of(old, heir).run();
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("source and target cluster are on the same timeline");
        assertThat(again.output()).contains("no rewind required");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("RWD-12")
    @Scenario(
            situation = "The source of a rewind is not the new primary but a standby of it.",
            expectation = "A source must take writes.",
            reality = "So it was up to 13. From 14 on a standby will do, and the primary is not disturbed.",
            source = "release notes of PostgreSQL 14")
    @ReplicatedPostgres(standbys = 2)
    void aStandbyIsASourceSince14(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.node("node-2");
        Node other = cluster.node("node-3");
        heir.promote();
        other.follow(heir);
        other.awaitStreamingFrom(heir);
        old.createDatabase("lost");
        heir.createDatabase("kept");
        heir.checkpoint();
        other.awaitReplay(heir.currentLsn());
        other.checkpoint();
        old.stop();

        Tool.Result rewind = Rewinding.of(old, other).run();

        if (!cluster.version().isAtLeast(14)) {
            assertThat(rewind.exitCode()).isEqualTo(1);
            assertThat(rewind.output()).contains("must not be in recovery");
            return;
        }
        assertThat(rewind.exitCode()).as(rewind.output()).isZero();
        assertThat(rewind.output()).contains("Done!");
        old.follow(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old).hasDatabase("kept").lacksDatabase("lost").hasSameContentAs(heir);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("high")
    @Tag("RWD-23")
    @Scenario(
            situation = "The old primary has slots, of standbys and of other consumers, when it is rewound.",
            expectation = "Slots are kept, or pg_rewind warns of them.",
            reality = "All are gone, and not a word is said. Each has to be made again, and what its consumer had not "
                    + "fetched is not kept for it.")
    @ReplicatedPostgres(slots = {"node_2", "warehouse"})
    void slotsOfTheTargetAreGone(Cluster cluster) {
        Node old = cluster.primary();
        assertThat(old).hasSlot("node_2").hasSlot("warehouse");
        Node heir = Rewinding.fork(cluster);
        old.stop();

        RewindResult rewind = old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();

        assertThat(rewind.output()).doesNotContain("slot");
        assertThat(old.slots()).isEmpty();
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-24")
    @Scenario(
            situation = "Both servers have an unlogged table with rows when one is rewound to the other.",
            expectation = "It is copied like any other, or left alone.",
            reality = "On the rewound standby it cannot be read, and once promoted it is empty.",
            source = "filemap.c")
    @ReplicatedPostgres
    void unloggedTablesAreEmptyAfterwards(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("CREATE UNLOGGED TABLE scratch (id int); INSERT INTO scratch SELECT generate_series(1, 100)");
        cluster.awaitInSync();
        Node heir = Rewinding.fork(cluster);
        heir.execute("INSERT INTO scratch SELECT generate_series(1, 10)");
        old.stop();

        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();

        assertThat(heir.query("SELECT count(*) FROM scratch")).containsExactly("10");
        assertThatThrownBy(() -> old.query("SELECT count(*) FROM scratch"))
                .hasMessageContaining("cannot access temporary or unlogged relations during recovery");
        heir.kill();
        old.promote();
        assertThat(old.query("SELECT count(*) FROM scratch")).containsExactly("0");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-19")
    @Scenario(
            situation = "There are files in the data directories that PostgreSQL knows nothing of.",
            expectation = "pg_rewind leaves them alone.",
            reality = "It makes the directory the source's: what only the target has is removed, what only the source "
                    + "has is copied.",
            source = "pg_rewind tests 003_extrafiles")
    @ReplicatedPostgres
    void filesOfYourOwnAreReplacedToo(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.execute(
                "COPY (SELECT 1 WHERE false) TO PROGRAM 'mkdir notes && echo old > notes/of-old && echo old > notes/of-both'");
        heir.execute(
                "COPY (SELECT 1 WHERE false) TO PROGRAM 'mkdir notes && echo heir > notes/of-heir && echo heir > notes/of-both'");
        old.stop();

        old.rewindTo(heir);

        assertThat(old.hasFile("notes/of-old")).isFalse();
        assertThat(old.readFile("notes/of-heir")).startsWith("heir");
        assertThat(old.readFile("notes/of-both")).startsWith("heir");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("RWD-22")
    @Scenario(
            situation = "After a failover a few rows differ in a database of some size.",
            expectation = "A rewind copies what differs, a base backup everything.",
            reality =
                    "So it is for tables; but all of WAL and every file that is no table is copied whole. How much, it "
                            + "tells with --progress before it begins.")
    @ReplicatedPostgres
    void aRewindCopiesLessThanABaseBackup(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) AS filler FROM generate_series(1, 50000) AS i");
        old.checkpoint();
        cluster.awaitInSync();
        Node heir = Rewinding.fork(cluster);
        old.execute("UPDATE t SET filler = 'lost' WHERE i <= 10");
        old.stop();

        Tool.Result rewind = Rewinding.of(old, heir).with("--progress").run();

        assertThat(rewind.exitCode()).as(rewind.output()).isZero();
        MatchResult copied = COPIED.matcher(rewind.output())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(rewind.output()));
        Story.shown("rewound by copying %s MB of %s MB".formatted(copied.group(1), copied.group(2)));
        assertThat(Integer.parseInt(copied.group(1))).isLessThan(Integer.parseInt(copied.group(2)));
    }

    @Test
    @RequiresTool({"pg_controldata", "pg_rewind"})
    @Tag("critical")
    @Tag("OBS-08")
    @Tag("NET-14")
    @Scenario(
            situation = "The connection to the source breaks in the middle of a rewind.",
            expectation = "The target is left as it was, or marked as broken.",
            reality =
                    "Its files are half one server's and half the other's, and the control file says that it was shut "
                            + "down in order: nothing but the administrator keeps it from being started. A second run may fail, since the "
                            + "target's WAL and restore_command may be gone by then; a base backup mends it.",
            source = "pg_rewind.c")
    @ReplicatedPostgres
    void anInterruptedRewindLooksLikeAServerShutDown(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        heir.execute("CREATE TABLE t AS SELECT i, repeat('x', 100) AS filler FROM generate_series(1, 50000) AS i");
        old.stop();

        cluster.during(
                limitedTo(heir, old, 4_000_000),
                () -> assertThatThrownBy(() -> old.rewindTo(heir))
                        .isInstanceOf(ReplicatedPostgresException.class)
                        .hasMessageContaining("pg_rewind of node-1 to node-2 failed"));

        Tool.Result control =
                old.tool("pg_controldata").with(old.dataDirectory()).run();
        if (cluster.version().isAtLeast(14)) {
            assertThat(control.output()).containsPattern("Database cluster state: +shut down\n");
            assertThat(old.readFile("postgresql.conf")).isEmpty();
        } else { // it is copied like any other file, and begun with the others
            assertThat(control.output()).contains("could not read file", "read 0 of");
        }
        assertThatThrownBy(old::start).hasMessageContaining("its directory is half one server's");
        old.rebuildFrom(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old).isStandby().hasDatabase("kept").lacksDatabase("lost").hasSameContentAs(heir);
    }
}
