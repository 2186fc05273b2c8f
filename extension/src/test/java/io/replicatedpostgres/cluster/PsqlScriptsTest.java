package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Init scripts as users of psql and pg_dump write them: they work, or one error names the script, the line and the way out. */
class PsqlScriptsTest {

    private static final String SCRIPT = """
            \\restrict 0123456789abcdef
            CREATE DATABASE app;
            ALTER SYSTEM SET work_mem = '5MB';
            CREATE TABLE t (id int PRIMARY KEY, text text);
            COPY t (id, text) FROM stdin;
            1\ta; b
            2\t\\N
            \\.
            VACUUM ANALYZE t;
            CREATE INDEX CONCURRENTLY by_text ON t (text);
            BEGIN;
            INSERT INTO t VALUES (3, 'in a transaction');
            COMMIT;
            DO $$ BEGIN PERFORM 1; PERFORM 2; END $$;
            \\unrestrict 0123456789abcdef
            """;

    private static ClusterSpec spec(String script, Duration timeout) {
        return ClusterSpec.builder()
                .timeout(timeout)
                .initScripts(List.of(new InitScript("schema.sql", script)))
                .build();
    }

    @Test
    void eachStatementRunsByItselfAndACopyHasItsData() {
        try (Cluster cluster = Cluster.start(spec(SCRIPT, Duration.ofSeconds(30)))) {
            cluster.awaitInSync();

            assertThat(cluster.standby().query("SELECT text FROM t ORDER BY id"))
                    .containsExactly("a; b", null, "in a transaction");
            assertThat(cluster.standby().query("SHOW work_mem")).containsExactly("5MB");
            assertThat(cluster.standby().databases()).contains("app");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
            SELECT 1;~BEGIN;~CREATE TABLE t ();     | line 2: the transaction that begins there is not ended | Write COMMIT
            SELECT 1;~~CREATE TABLE~  t (i itn)     | line 4: the template refused CREATE TABLE t (i itn)    | Correct it
            CREATE TABLE t (i int);~COPY t FROM stdin;~x~\\. | line 2: the template refused COPY t FROM stdin | Correct it
            SELECT 1;~\\connect app                 | line 2: \\connect app is a command of psql           | Write it as SQL
            ALTER SYSTEM SET port = 5432            | ALTER SYSTEM SET port = '5432': port is set by the harness | Leave it out
            """)
    void whatItCannotDoIsToldWithItsLine(String script, String why, String wayOut) {
        assertThatThrownBy(() -> Cluster.start(spec(script.replace('~', '\n'), Duration.ofSeconds(30))))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("initScripts", why, wayOut);
    }

    @Test
    void oneThatTakesLongerThanTheTimeoutSaysSo() {
        assertThatThrownBy(() -> Cluster.start(spec("SELECT 1;\nSELECT pg_sleep(60)", Duration.ofSeconds(12))))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("\"schema.sql\", line 2: it was not done within 12.0 s", "timeout = \"5m\"");
    }
}
