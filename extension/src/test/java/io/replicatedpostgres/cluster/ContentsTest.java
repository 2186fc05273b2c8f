package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.replicatedpostgres.cluster.Contents.Difference;
import io.replicatedpostgres.cluster.ObjectKinds.Kind;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Whatever differs between two nodes is found and named, and nothing that is equal. */
class ContentsTest {

    private static final String[] FORMATS = {
        "DateStyle = 'German, DMY'",
        "IntervalStyle = iso_8601",
        "extra_float_digits = -5",
        "bytea_output = escape",
        "TimeZone = 'Asia/Kathmandu'",
        "search_path = shop",
        "quote_all_identifiers = on",
        "default_transaction_isolation = 'repeatable read'",
        "xmloption = document"
    };

    @Test
    @ReplicatedPostgres
    void eachKindOfObjectIsSeenInTheCatalogsAndNamedAsADumpDoes(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute(ObjectKinds.SCHEMA);
        cluster.awaitInSync();
        assertThat(a.contents().differencesFrom(b.contents())).isEmpty();
        b.promote();
        assertThat(a.contents().differencesFrom(b.contents())).isEmpty();

        var softly = new SoftAssertions();
        Contents before = b.contents();
        for (Kind kind : ObjectKinds.KINDS) {
            assertThatCode(() -> b.execute(kind.change())).as(kind.change()).doesNotThrowAnyException();
            Contents after = b.contents();
            softly.assertThat(new ContentComparison(before, after, true).all())
                    .as("seen: " + kind)
                    .isNotEmpty();
            before = after;
        }
        List<String> lines = new ContentComparison(a.contents(), b.contents())
                .all().stream().map(Difference::text).toList();
        for (Kind kind : ObjectKinds.KINDS) {
            softly.assertThat(lines).as("named: " + kind).anyMatch(line -> line.contains(kind.words()));
        }
        softly.assertThat(lines).noneMatch(line -> line.contains("hidden") || line.contains("not to be shown"));
        softly.assertThat(a.contents().differencesFrom(b.contents())).hasSize(51);
        softly.assertAll();
    }

    @Test
    @ReplicatedPostgres
    void nothingDiffersOnAStandbyWhateverItsSettings(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        b.configure(FORMATS);
        a.execute(ObjectKinds.SCHEMA);
        a.execute("""
                CREATE TABLE formats AS SELECT now() AS at, interval '1 day 2 hours' AS took, 1 / 3.0::float8 AS third,
                  '\\x00ff'::bytea AS bytes, 12.5::text::money AS price, '<a/>'::xml AS doc, 'shop.person'::regclass AS of,
                  ARRAY[ROW(1, 'x')::shop.pair] AS pairs;
                SELECT nextval('shop.s') FROM generate_series(1, 40)""");
        a.createDatabase("odd.\"name\"");
        a.executeIn("odd.\"name\"", "CREATE TABLE \"a \"\"b\"\".c\" (\"r\" int, \"t\" text, \"q.x\" int)");
        a.execute("ALTER DATABASE template1 CONNECTION LIMIT 9");
        a.execute("VACUUM ANALYZE");
        cluster.awaitInSync();

        assertThat(a.contents().differencesFrom(b.contents())).isEmpty();
        assertThat(b.contents().differencesFrom(a.contents())).isEmpty();

        a.execute("SELECT nextval('shop.s') FROM generate_series(1, 40)");
        a.execute("VACUUM FREEZE");
        cluster.awaitInSync();
        cluster.failover();
        b.execute("SELECT nextval('shop.s'); INSERT INTO shop.person (name, born) VALUES ('Eve', now())");
        a.stop();
        a.rewinding(b).rejoin();

        assertThat(a.contents().differencesFrom(b.contents())).isEmpty();
        cluster.awaitConverged(cluster.deadline());
        assertThat(a.compareWith(b).differences()).isEmpty();
    }
}
