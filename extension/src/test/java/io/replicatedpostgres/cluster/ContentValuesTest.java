package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each value counts, whatever tables and columns are called; what cannot be read is named and equal to nothing. */
class ContentValuesTest {

    /** A table, and a change of it that some way of comparing does not see. */
    private record Case(String table, String change) {}

    private static final List<Case> CASES = List.of(
            new Case(
                    "CREATE TABLE c (t text, r text, q text); INSERT INTO c VALUES (NULL, 'r', 'q'), ('t', 'r', 'q')",
                    "UPDATE c SET q = 'Q' WHERE t IS NULL"),
            new Case(
                    "CREATE TABLE c (t text, r text); INSERT INTO c VALUES ('same', 'good')",
                    "UPDATE c SET r = 'evil'"),
            new Case(
                    "CREATE TABLE c (r text, t text); INSERT INTO c VALUES ('same', 'good')",
                    "UPDATE c SET t = 'evil'"),
            new Case(
                    "CREATE TABLE c (c int, \"c.c\" int, \"\"\"\" int, \"r.c\" int); INSERT INTO c VALUES (1, 2, 3, 4)",
                    "UPDATE c SET \"\"\"\" = 5"),
            new Case("CREATE TABLE c (v numeric); INSERT INTO c VALUES (1.0)", "UPDATE c SET v = 1.00"),
            new Case("CREATE TABLE c (v float8); INSERT INTO c VALUES (0)", "UPDATE c SET v = '-0'"),
            new Case(
                    "CREATE TABLE c (v float8); INSERT INTO c VALUES (0.1)",
                    "UPDATE c SET v = 0.1::float8 + 1e-17::float8 * 2"),
            new Case("CREATE TABLE c (v text); INSERT INTO c VALUES ('')", "UPDATE c SET v = NULL"),
            new Case("CREATE TABLE c (v text); INSERT INTO c VALUES (NULL)", "UPDATE c SET v = 'NULL'"),
            new Case(
                    "CREATE TABLE c (a text, b text); INSERT INTO c VALUES ('a,b', 'c')",
                    "UPDATE c SET a = 'a', b = 'b,c'"),
            new Case(
                    "CREATE TABLE c (v text); INSERT INTO c VALUES ('a'), ('a'), ('b')",
                    "UPDATE c SET v = 'b' WHERE ctid = '(0,1)'"),
            new Case("CREATE TABLE c (v text); INSERT INTO c VALUES ('a'), ('a')", "UPDATE c SET v = 'b'"),
            new Case("CREATE TABLE c (a int, b int); INSERT INTO c VALUES (1, 2), (2, 1)", "UPDATE c SET b = a"),
            new Case("CREATE TABLE c (v bpchar); INSERT INTO c VALUES ('a')", "UPDATE c SET v = 'a '::bpchar"),
            new Case("CREATE TABLE c (v interval); INSERT INTO c VALUES ('1 day')", "UPDATE c SET v = '24 hours'"),
            new Case("CREATE TABLE c (v json); INSERT INTO c VALUES ('{\"a\":1}')", "UPDATE c SET v = '{\"a\": 1}'"),
            new Case(
                    "CREATE TABLE c (v xml); INSERT INTO c VALUES ('<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>')",
                    "UPDATE c SET v = '<?xml version=\"1.0\"?><a/>'"),
            new Case("CREATE TABLE c (v int[]); INSERT INTO c VALUES ('{1,2}')", "UPDATE c SET v = '[0:1]={1,2}'"),
            new Case(
                    "CREATE TABLE c (v timestamptz); INSERT INTO c VALUES ('2020-01-01 00:00:00.000001Z')",
                    "UPDATE c SET v = '2020-01-01 00:00:00Z'"),
            new Case("CREATE TABLE c (v bytea); INSERT INTO c VALUES ('\\x00')", "UPDATE c SET v = '\\x0000'"),
            new Case(
                    "CREATE TABLE c (v text); INSERT INTO c SELECT string_agg(md5(i::text), '') FROM generate_series(1, 3000) AS i",
                    "UPDATE c SET v = overlay(v placing 'X' from 90000)"),
            new Case("CREATE TABLE c (v point); INSERT INTO c VALUES ('(1,1)')", "UPDATE c SET v = '(1,1.0000001)'"),
            new Case(
                    "CREATE TABLE c (gone int, v int GENERATED ALWAYS AS (7) STORED, w int); ALTER TABLE c DROP gone; INSERT INTO c (w) VALUES (1)",
                    "UPDATE c SET w = 2"),
            new Case("CREATE TABLE c (); INSERT INTO c DEFAULT VALUES", "INSERT INTO c DEFAULT VALUES"),
            new Case(
                    "CREATE TABLE c (v int PRIMARY KEY); INSERT INTO c VALUES (1); ALTER TABLE c ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                    "UPDATE c SET v = 2"),
            new Case(
                    "CREATE TABLE c (v int) PARTITION BY LIST (v); CREATE TABLE \"c.1\" PARTITION OF c DEFAULT; INSERT INTO c VALUES (1)",
                    "UPDATE c SET v = 2"),
            new Case("CREATE MATERIALIZED VIEW c AS SELECT random() AS v", "REFRESH MATERIALIZED VIEW c"),
            new Case(
                    "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false); CREATE TABLE c (v text COLLATE nocase); INSERT INTO c VALUES ('a')",
                    "UPDATE c SET v = 'A'"),
            new Case(
                    "CREATE TYPE pair AS (a numeric, b text); CREATE TABLE c (v pair); INSERT INTO c VALUES ((1.0, 'x'))",
                    "UPDATE c SET v.a = 1.00"),
            new Case("CREATE SEQUENCE c; SELECT setval('c', 5)", "SELECT setval('c', 5, false)"),
            new Case("CREATE SEQUENCE c; SELECT setval('c', 5)", "SELECT setval('c', 6)"));

    @Test
    @ReplicatedPostgres(standbys = 0)
    void eachChangeOfAValueIsSeen(Cluster cluster) {
        Node node = cluster.primary();
        var softly = new SoftAssertions();
        for (Case each : CASES) {
            node.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            node.execute(each.table());
            Contents before = node.contents();
            node.execute(each.change());

            softly.assertThat(new ContentComparison(before, node.contents(), false).all())
                    .as(each.toString())
                    .hasSize(1)
                    .allMatch(one -> one.text().contains("postgres.public."));
        }
        softly.assertAll();
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void bytesThatWereChangedOnAStandbyAreFoundAndShown(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute(
                "CREATE TABLE \"T.\"\"t\"\"\" (id int, t text); INSERT INTO \"T.\"\"t\"\"\" VALUES (1, 'GOODGOOD'), (2, NULL), (3, 'GOODGOOD')");
        // a read must not log hints any more: as whole pages they would mend the standby
        a.execute("VACUUM (FREEZE)");
        a.checkpoint();
        cluster.awaitInSync();
        Pages table = Pages.of(b, "\"T.\"\"t\"\"\"");

        table.change(file -> file.replaceFirst("GOODGOOD", "EVILEVIL"));

        String line = "postgres.public.\"T.\"\"t\"\"\" has 3 rows on both, with different values";
        assertThat(a.contents().differencesFrom(b.contents())).containsExactly(line);
        assertThatThrownBy(() -> assertThat(cluster).hasSameContent())
                .hasMessageContainingAll(line, "only on node-1: (3,GOODGOOD)", "only on node-2: (3,EVILEVIL)");
        assertThat(a.compareWith(b).differences()).contains(line);

        table.zeroFirst();

        assertThat(a.contents().differencesFrom(b.contents()))
                .containsExactly("postgres.public.\"T.\"\"t\"\"\" has 3 rows on node-1 and 0 on node-2");
        assertThat(a.compareWith(b).holds()).isFalse();
        assertThatThrownBy(() -> cluster.awaitConverged(Duration.ofMillis(300)))
                .hasMessageContaining("has 3 rows on node-1 and 0 on node-2");
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void aReadOfThePrimaryDoesNotMendTheStandbyFirst(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        // no hint is set yet: the next read of the primary logs the whole page
        a.execute("CREATE TABLE one AS SELECT 'GOODGOOD' AS t");
        a.checkpoint();
        cluster.awaitInSync();
        Pages.of(b, "one").change(file -> file.replaceFirst("GOODGOOD", "EVILEVIL"));

        assertThatThrownBy(() -> assertThat(cluster).hasSameContent())
                .hasMessageContaining("postgres.public.one has 1 rows on both, with different values");
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void aComparisonWithThePrimaryDoesNotMendTheStandbyFirst(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute("CREATE TABLE one AS SELECT 'GOODGOOD' AS t");
        a.checkpoint();
        cluster.awaitInSync();
        Pages.of(b, "one").change(file -> file.replaceFirst("GOODGOOD", "EVILEVIL"));

        assertThat(a.compareWith(b).differences())
                .contains("postgres.public.one has 1 rows on both, with different values");
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void whatCannotBeReadIsNamedAndHidesNothing(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute(
                "CREATE TABLE broken AS SELECT 1 AS id; CREATE TABLE other AS SELECT 'GOODGOOD' AS t; CREATE TABLE sound AS SELECT 1 AS id");
        a.execute("VACUUM (FREEZE)");
        a.checkpoint();
        cluster.awaitInSync();
        Pages.of(b, "other").change(file -> file.replaceFirst("GOODGOOD", "EVILEVIL"));

        Pages.of(b, "broken").remove();

        Contents ofB = b.contents();
        assertThat(ofB.unreadable()).containsOnlyKeys("postgres.public.broken");
        assertThat(a.contents().differencesFrom(ofB))
                .hasSize(2)
                .anyMatch(line ->
                        line.startsWith("postgres.public.broken cannot be read on node-2: ERROR: could not open file"))
                .contains("postgres.public.other has 1 rows on both, with different values");
        assertThat(ofB.differencesFrom(ofB)).isNotEmpty();
        ConvergenceProof proof = b.compareWith(a);
        assertThat(proof.holds()).isFalse();
        assertThat(proof.differences()).anyMatch(line -> line.contains("broken cannot be read on node-2"));
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void aStandbyThatWasWrittenToDiffersInItsCatalogs(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute(
                "CREATE ROLE app; CREATE TABLE t (id int); CREATE INDEX i ON t (id); CREATE SEQUENCE s; SELECT nextval('s'); SELECT nextval('s')");
        cluster.awaitInSync();
        assertThat(a.contents().differencesFrom(b.contents())).isEmpty();

        Pages.writtenTo(
                b,
                "ALTER ROLE app SUPERUSER; DROP INDEX i; SELECT setval('s', 100); CREATE VIEW v AS SELECT 1 AS one; ALTER FUNCTION pg_catalog.length(text) COST 5");

        assertThat(b).isStandby();
        assertThat(a.contents().differencesFrom(b.contents()))
                .containsExactlyInAnyOrder(
                        "sequence postgres.public.s: 2 on node-1, 100 on node-2",
                        "node-2 lacks the index postgres.public.i",
                        "node-1 lacks the view postgres.public.v",
                        "role app: superuser on node-2 only");
    }

    @Tag("local") // writes into a file from outside
    @Test
    @ReplicatedPostgres
    void whatNoDumpShowsIsToldByTheCatalog(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();

        Pages.writtenTo(b, "ALTER FUNCTION pg_catalog.length(text) COST 5");

        assertThat(a.contents().differencesFrom(b.contents()))
                .hasSize(1)
                .allMatch(line -> line.startsWith(
                        "the schema of database postgres differs in the catalog pg_catalog.pg_proc, which has "))
                .allMatch(line -> line.contains("only on node-2: (") && line.contains(",length,"));
    }

    @Test
    @ReplicatedPostgres
    void aDatabaseThatRefusesConnectionsIsSaidToBeClosed(Cluster cluster) {
        Node a = cluster.primary();
        a.createDatabase("locked");
        a.execute("ALTER DATABASE locked ALLOW_CONNECTIONS false");
        cluster.awaitInSync();

        ConvergenceProof proof = a.compareWith(cluster.standby());

        assertThat(proof.differences()).isEmpty();
        assertThat(proof.notLookedBy()).contains("the inside of database locked: it refuses connections");
    }
}
