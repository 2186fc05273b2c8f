package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatCode;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Subscribers whose tables are a little different, and what publishers forgot of their keys. */
@Tag("quick")
@Tag("trackrecord")
@ReplicatedPostgres(
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
public class SubscriberRecordScenarios {

    private static final String ALL = "CREATE TABLE mark (id int PRIMARY KEY); CREATE PUBLICATION p FOR ALL TABLES";

    @Test
    @Tag("BUG-15")
    @Tag("medium")
    @Scenario(
            situation =
                    "A trigger of the subscriber fires on UPDATE OF one column, always. The publisher updates that column.",
            expectation = "The trigger fires.",
            reality = "It does. Before 11.9 and 12.4 it did not.",
            source = "PostgreSQL 12.4 release notes")
    void aTriggerOfAColumnFires(Cluster cluster) {
        Pair pair = Pair.of(cluster, ALL + "; CREATE TABLE t (id int PRIMARY KEY, n int); CREATE TABLE seen (n int)");
        pair.subscriber()
                .execute("CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS "
                        + "'BEGIN INSERT INTO public.seen VALUES (NEW.n); RETURN NEW; END';"
                        + "CREATE TRIGGER see AFTER UPDATE OF n ON t FOR EACH ROW EXECUTE FUNCTION see();"
                        + "ALTER TABLE t ENABLE ALWAYS TRIGGER see");
        pair.subscribe(false);

        pair.publisher().execute("INSERT INTO t VALUES (1, 1)");
        pair.publisher().execute("UPDATE t SET n = 5");
        pair.awaitAll();

        assertThat(pair.subscriber().query("SELECT n FROM seen"))
                .as("what the trigger saw")
                .containsExactly("5");
    }

    @Test
    @Tag("BUG-16")
    @Tag("high")
    @Scenario(
            situation =
                    "The subscriber's primary key has a column that the publisher's table has not. A row is inserted.",
            expectation = "It arrives.",
            reality =
                    "It does. Before 11.6 and 12.1 the subscription failed for ever: negative bitmapset member not allowed.",
            source = "PostgreSQL 12.1 release notes")
    void aKeyWithAColumnMoreTakesInserts(Cluster cluster) {
        Pair pair = Pair.of(cluster, ALL);
        pair.publisher().execute("CREATE TABLE t (id int PRIMARY KEY)");
        pair.subscriber().execute("CREATE TABLE t (id int, place int DEFAULT 7, PRIMARY KEY (id, place))");
        pair.subscribe(false);

        pair.publisher().execute("INSERT INTO t VALUES (1)");
        pair.awaitAllWithout("negative bitmapset member");

        assertThat(pair.subscriber().query("SELECT id || ' ' || place FROM t")).containsExactly("1 7");
    }

    @Test
    @Tag("BUG-17")
    @Tag("high")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation = "REINDEX CONCURRENTLY rebuilds the index that is a published table's replica identity.",
            expectation = "Updates go on.",
            reality = "They do. Before 12.4 the new index was not the identity any more, and each update was refused.",
            source = "PostgreSQL 12.4 release notes")
    @ReplicatedPostgres(standbys = 0, archive = ArchiveMode.NONE, settings = "wal_level = logical")
    void aRebuiltIndexStaysTheIdentity(@OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE t (id int NOT NULL, n int); CREATE UNIQUE INDEX i ON t (id);"
                + "ALTER TABLE t REPLICA IDENTITY USING INDEX i; CREATE PUBLICATION p FOR TABLE t;"
                + "INSERT INTO t VALUES (1, 1)");
        primary.execute("REINDEX INDEX CONCURRENTLY i");

        assertThatCode(() -> primary.execute("UPDATE t SET n = 2"))
                .as("an update after the index was rebuilt")
                .doesNotThrowAnyException();
    }

    @Test
    @Tag("BUG-18")
    @Tag("high")
    @Scenario(
            situation = "ALTER TABLE changes the type of the column that is a published table's replica identity.",
            expectation = "Updates go on.",
            reality = "They do. Before 11.8 and 12.3 the index that the change rebuilt was not the identity any more.",
            source = "PostgreSQL 12.3 release notes")
    @ReplicatedPostgres(standbys = 0, archive = ArchiveMode.NONE, settings = "wal_level = logical")
    void aChangedTypeKeepsTheIdentity(@OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE t (id int NOT NULL, n int); CREATE UNIQUE INDEX i ON t (id);"
                + "ALTER TABLE t REPLICA IDENTITY USING INDEX i; CREATE PUBLICATION p FOR TABLE t;"
                + "INSERT INTO t VALUES (1, 1)");
        primary.execute("ALTER TABLE t ALTER COLUMN id TYPE bigint");

        assertThatCode(() -> primary.execute("UPDATE t SET n = 2"))
                .as("an update after the type was changed")
                .doesNotThrowAnyException();
    }

    @Test
    @Tag("BUG-19")
    @Tag("medium")
    @Scenario(
            situation = "A table without any column is published. A new subscriber copies it.",
            expectation = "The copy succeeds.",
            reality = "It does. Before 15.6 and 16.2 the copy was a syntax error on the publisher, for ever.",
            source = "PostgreSQL 16.2 release notes")
    void aTableWithoutColumnsIsCopied(Cluster cluster) {
        Pair pair = Pair.of(cluster, ALL + "; CREATE TABLE t ()");
        pair.subscribe(true);

        pair.awaitWithout("SELECT bool_and(srsubstate IN ('r', 's')) FROM pg_subscription_rel", "syntax error");
    }
}
