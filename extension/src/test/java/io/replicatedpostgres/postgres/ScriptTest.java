package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A script is taken apart as psql does it. */
class ScriptTest {

    private static List<String> statements(String script) {
        return Script.parse(script).parts().stream().map(Script.Part::sql).toList();
    }

    @Test
    void aSemicolonEndsAStatementWhereNothingIsOpen() {
        assertThat(statements("SELECT 1; SELECT ';' ; SELECT \";\" AS \"a;\" ;-- c;\nSELECT /* ; /* ; */ ; */ 2"))
                .containsExactly("SELECT 1", "SELECT ';'", "SELECT \";\" AS \"a;\"", "SELECT /* ; /* ; */ ; */ 2");
        assertThat(statements("SELECT 'it''s; one';SELECT E'a\\';b';SELECT 'a\\';SELECT 2"))
                .containsExactly("SELECT 'it''s; one'", "SELECT E'a\\';b'", "SELECT 'a\\'", "SELECT 2");
        assertThat(statements("DO $$ BEGIN; END $$;DO $a$ x; $$; $a$;SELECT a$1;SELECT 3"))
                .containsExactly("DO $$ BEGIN; END $$", "DO $a$ x; $$; $a$", "SELECT a$1", "SELECT 3");
        assertThat(statements("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3"))
                .hasSize(2);
        assertThat(statements(" ;; -- nothing\n/* nothing */ ;")).isEmpty();
    }

    @Test
    void aBodyOfARoutineIsOneStatement() {
        assertThat(
                        statements(
                                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END; SELECT 2"))
                .hasSize(2);
        assertThat(statements("BEGIN; SELECT 1; END; SELECT 2")).hasSize(4);
    }

    @Test
    void whatFollowsACopyFromStdinIsItsData() {
        List<Script.Part> parts = Script.parse(
                        "\\restrict abc\r\nCOPY public.t (a, b) FROM stdin;\r\n1\tx;y\r\n2\t'\r\n\\.\r\n\r\nSELECT 1;\n\\unrestrict abc\n")
                .parts();

        assertThat(parts)
                .containsExactly(
                        new Script.Part(2, "COPY public.t (a, b) FROM stdin", "1\tx;y\n2\t'\n", null),
                        new Script.Part(7, "SELECT 1", null, null));
    }

    @Test
    void aCommandOfPsqlIsToldWithItsLine() {
        assertThat(Script.parse("SELECT 1;\n\\i other.sql\nSELECT 2").parts())
                .contains(new Script.Part(2, "", null, "\\i other.sql"));
    }

    @Test
    void aByteOrderMarkIsNoStatement() {
        assertThat(statements("\uFEFFSELECT 1;")).containsExactly("SELECT 1");
    }
}
