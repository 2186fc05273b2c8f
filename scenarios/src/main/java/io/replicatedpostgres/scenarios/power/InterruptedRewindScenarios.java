package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.StopMode;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code pg_rewind} has copied half of a table when its connection dies, and then the old primary loses its power. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.POWER_CUT)
@RequiresTool("pg_rewind")
@EnabledOnPostgres(from = 13) // before, a setting in segments keeps WAL
public class InterruptedRewindScenarios {

    private static final int ROWS = 21_000;
    private static final int PAGE_BYTES = 8192;
    private static final String WHOSE = "SELECT DISTINCT who FROM orders ORDER BY who";

    @Test
    @Tag("PWR-25")
    @Tag("high")
    @Scenario(
            situation =
                    "An old primary is rewound. Half of a table is copied when the connection dies, and at once its power is cut.",
            expectation = "Some of its files are those of the new primary, and it is not known which.",
            reality =
                    "All is as it was before pg_rewind, which syncs in the end and not before: the old primary starts with its"
                            + " own rows, a second primary again, and pg_rewind can be repeated.",
            source = "PostgreSQL pg_rewind.c (sync_target_dir); measured")
    @ReplicatedPostgres(disk = "ext4", settings = "wal_keep_size = 256MB")
    void ofARewindThatWasNotSyncedNothingIsThere(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        splitBrain(cluster, old, heir);
        rewindHalf(cluster, old, heir);

        old.cutPower();
        old.start();

        assertThat(old).isPrimary();
        assertThat(old.query(WHOSE)).containsExactly("both", "old");
        old.stop(StopMode.FAST);
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PWR-26")
    @Tag("critical")
    @EnabledOnPostgres(from = 14) // with pg_rewind of 13 it starts
    @Scenario(
            situation =
                    "The same, but before the power is cut the kernel has written back what pg_rewind had written so far, as it"
                            + " does by itself after half a minute.",
            expectation = "It is started, or rewound once more.",
            reality =
                    "It does not start: could not locate a valid checkpoint record. WAL that the new primary does not have is"
                            + " removed first, and the control file is written last. For want of that WAL pg_rewind cannot be"
                            + " repeated either. In the words of the documentation, take a new fresh backup.",
            source = "PostgreSQL documentation, pg_rewind, Warning; measured")
    @ReplicatedPostgres(disk = "ext4", settings = "wal_keep_size = 256MB")
    void halfARewindIsNoServer(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        splitBrain(cluster, old, heir);
        rewindHalf(cluster, old, heir);
        assertThat(old.tool("/bin/sync").with("-f", old.dataDirectory()).run().exitCode())
                .isZero();

        old.cutPower();

        assertThatThrownBy(old::start).hasMessageContaining("could not locate a valid checkpoint record");
        assertThatThrownBy(() -> old.rewindTo(heir)).hasMessageContaining("pg_rewind of node-1 to node-2 failed");
        old.rebuildFrom(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    /** The old primary is stopped, and one row of each of its 3,000 pages is another than on the new one. */
    private static void splitBrain(Cluster cluster, Node old, Node heir) {
        old.execute("CREATE TABLE orders (id int, who text, filler text)");
        old.execute(
                "INSERT INTO orders SELECT g, 'both', repeat('x', 1000) FROM generate_series(1, %s) g".formatted(ROWS));
        old.checkpoint();
        cluster.awaitInSync();
        heir.promote();
        heir.checkpoint();
        old.execute("UPDATE orders SET who = 'old' WHERE id % 7 = 0");
        heir.execute("UPDATE orders SET who = 'heir' WHERE id % 7 = 0");
        old.stop(StopMode.FAST);
    }

    /** It copies the WAL of its source first, then the blocks of tables. */
    private static void rewindHalf(Cluster cluster, Node old, Node heir) {
        String table = heir.query("SELECT pg_relation_filepath('orders')").get(0);
        byte[] before = firstPage(old, table);
        // of what was sent last, some megabytes are lost with the connection
        long part = Long.parseLong(
                heir.query("SELECT (SELECT sum(size) FROM pg_ls_waldir()) + pg_relation_size('orders') * 2 / 3")
                        .get(0));
        cluster.during(Faults.limitedTo(heir, old, part), () -> {
            Tool.Result rewind = old.tool("pg_rewind")
                    .with("-D", old.dataDirectory(), "--source-server", old.connectionTo(heir))
                    .run();
            assertThat(rewind.exitCode()).as(rewind.output()).isPositive();
        });
        assertThat(Arrays.equals(firstPage(old, table), before))
                .as("the first page of the table is as it was")
                .isFalse();
        assertThat(Arrays.equals(old.files().readBytes(table), heir.files().readBytes(table)))
                .as("all of the table is that of the new primary")
                .isFalse();
    }

    private static byte[] firstPage(Node node, String table) {
        return Arrays.copyOf(node.files().readBytes(table), PAGE_BYTES);
    }
}
