package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that logical replication lost, doubled or mixed up. */
@Tag("quick")
@Tag("trackrecord")
@ReplicatedPostgres(
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
public class LogicalRecordScenarios {

    private static final String MARK = "CREATE TABLE mark (id int PRIMARY KEY); ";

    @Test
    @Tag("BUG-01")
    @Tag("critical")
    @Scenario(
            situation = "A table has REPLICA IDENTITY FULL, a row, and a column that was dropped. The row is updated.",
            expectation = "The subscriber has the update.",
            reality =
                    "It has. Before 11.20, 12.15, 13.11, 14.8 and 15.3 the subscriber compared the dropped column too, found "
                            + "no such row, and left it as it was, without a word.",
            source = "PostgreSQL 14.8 release notes")
    void aDroppedColumnHidesNoRow(Cluster cluster) {
        Pair pair = Pair.of(
                        cluster,
                        MARK + "CREATE TABLE t (id int, gone int, n int); INSERT INTO t VALUES (1, 1, 1);"
                                + "ALTER TABLE t REPLICA IDENTITY FULL; CREATE PUBLICATION p FOR TABLE t, mark")
                .both("ALTER TABLE t DROP COLUMN gone")
                .subscribe(false);

        pair.publisher().execute("UPDATE t SET n = 2 WHERE id = 1");
        pair.awaitAll();

        assertThat(pair.subscriber().query("SELECT n FROM t"))
                .as("n on the subscriber after its update")
                .containsExactly("2");
    }

    @Test
    @Tag("BUG-02")
    @Tag("critical")
    @Scenario(
            situation =
                    "A primary key is a text of 2,500 characters, which is stored out of line. Another column is updated.",
            expectation = "The subscriber finds the row by its key, and updates it.",
            reality = "It does. Before 11.16, 12.11, 13.7 and 14.3 the key was not in the WAL of the update, so the "
                    + "subscriber did not find the row, and left it as it was.",
            source = "PostgreSQL 14.3 release notes")
    void aKeyOutOfLineIsSent(Cluster cluster) {
        Pair pair = Pair.of(
                        cluster,
                        MARK + "CREATE TABLE t (id text PRIMARY KEY, n int);"
                                + "ALTER TABLE t ALTER COLUMN id SET STORAGE EXTERNAL;"
                                + "INSERT INTO t VALUES (repeat('k', 2500), 1); CREATE PUBLICATION p FOR TABLE t, mark")
                .subscribe(false);

        pair.publisher().execute("UPDATE t SET n = 2");
        pair.awaitAll();

        assertThat(pair.subscriber().query("SELECT n FROM t"))
                .as("n on the subscriber after its update")
                .containsExactly("2");
    }

    @Test
    @Tag("BUG-03")
    @Tag("high")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation =
                    "A publication with publish_via_partition_root names a partitioned table and its partition. A new "
                            + "subscriber copies the tables.",
            expectation = "It has every row once.",
            reality = "It has. Before 13.6 and 14.2 it copied the table, and the partition again: every row was there "
                    + "twice, or the copy failed on a key for ever.",
            source = "PostgreSQL 14.2 release notes")
    void aPartitionIsCopiedOnce(Cluster cluster) {
        Pair pair = Pair.of(
                cluster,
                MARK + "CREATE TABLE t (id int) PARTITION BY RANGE (id);"
                        + "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);"
                        + "CREATE PUBLICATION p FOR TABLE t, t_1, mark WITH (publish_via_partition_root = true)");
        pair.publisher().execute("INSERT INTO t VALUES (1), (2)");
        pair.subscribe(true);
        Eventually.says(
                pair.subscriber(), "SELECT bool_and(srsubstate IN ('r', 's'))::text FROM pg_subscription_rel", "true");

        assertThat(pair.subscriber().query("SELECT id FROM t ORDER BY id"))
                .as("rows on the subscriber after its copy")
                .containsExactly("1", "2");
    }

    @Test
    @Tag("BUG-04")
    @Tag("critical")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation =
                    "A transaction has written to a table, and is open, while another adds the table to a publication. "
                            + "After its commit more rows are written.",
            expectation = "The subscriber has what is written after the table was added.",
            reality =
                    "It has. Before 13.21, 14.18, 15.13, 16.9 and 17.5 decoding remembered that the table was not published, "
                            + "and the rows of later transactions were lost too.",
            source = "PostgreSQL 14.18 release notes")
    void aTableThatIsPublishedWhileItIsWritten(Cluster cluster) throws SQLException {
        Pair pair = Pair.of(cluster, MARK + "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE mark")
                .subscribe(false);
        try (Connection open = pair.publisher().dataSource().getConnection();
                Statement writer = open.createStatement()) {
            open.setAutoCommit(false);
            writer.execute("INSERT INTO t VALUES (1)");
            pair.publisher().execute("ALTER PUBLICATION p ADD TABLE t");
            pair.subscriber().execute("ALTER SUBSCRIPTION s REFRESH PUBLICATION WITH (copy_data = false)");
            writer.execute("INSERT INTO t VALUES (2)");
            open.commit();
        }

        pair.publisher().execute("INSERT INTO t VALUES (3)");
        pair.awaitAll();

        assertThat(pair.subscriber().query("SELECT id FROM t WHERE id = 3"))
                .as("the row of a transaction that began after the table was published")
                .containsExactly("3");
    }

    @Test
    @Tag("BUG-05")
    @Tag("critical")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation =
                    "The subscriber's table is partitioned. On the publisher a column is dropped and added again, behind a "
                            + "new one.",
            expectation = "Each value goes into the column of its name.",
            reality =
                    "It does. Before 13.8 and 14.5 the subscriber kept the old order for its partitions, and put values into "
                            + "the wrong columns.",
            source = "PostgreSQL 14.5 release notes")
    void columnsChangeTheirOrder(Cluster cluster) {
        Pair pair = Pair.of(cluster, MARK + "CREATE PUBLICATION p FOR ALL TABLES");
        pair.publisher().execute("CREATE TABLE t (a int PRIMARY KEY, b int)");
        pair.subscriber()
                .execute("CREATE TABLE t (a int PRIMARY KEY, b int, c int) PARTITION BY RANGE (a);"
                        + "CREATE TABLE t_1 PARTITION OF t DEFAULT");
        pair.subscribe(false);

        pair.publisher().execute("INSERT INTO t VALUES (1, 1)");
        pair.publisher().execute("UPDATE t SET b = 2");
        pair.publisher().execute("ALTER TABLE t DROP COLUMN b, ADD COLUMN c int, ADD COLUMN b int");
        pair.publisher().execute("UPDATE t SET b = 6, c = 5");
        pair.awaitAllWithout("was terminated by signal 11");

        assertThat(pair.subscriber().query("SELECT 'b = ' || b || ', c = ' || coalesce(c::text, 'NULL') FROM t"))
                .as("columns of the subscriber by their names")
                .containsExactly("b = 6, c = 5");
    }
}
