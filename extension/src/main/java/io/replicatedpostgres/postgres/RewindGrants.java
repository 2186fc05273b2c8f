package io.replicatedpostgres.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The grants that a role needs, beside {@code LOGIN}, so that {@code pg_rewind} can read a running server as that role: the right to
 * execute four functions, in the database {@code postgres}, which is where it connects. Source: the notes of <a
 * href="https://www.postgresql.org/docs/current/app-pgrewind.html">pg_rewind</a>.
 */
public final class RewindGrants {

    /** Read the control file and the histories: before it is known whether anything is to be done. */
    private static final String READ_FILE = "pg_catalog.pg_read_binary_file(text)";

    /** The four functions, with the types of their arguments. */
    public static final List<String> FUNCTIONS = List.of(
            "pg_catalog.pg_ls_dir(text, boolean, boolean)",
            "pg_catalog.pg_stat_file(text, boolean)",
            READ_FILE,
            "pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)");

    private RewindGrants() {}

    /**
     * The statements that make such a role.
     *
     * @param role its name
     * @param password its password, of which the statements hold the verifier only
     */
    public static String make(String role, String password) {
        String quoted = Sql.identifier(role);
        return "CREATE ROLE %s LOGIN PASSWORD '%s'; ".formatted(quoted, ScramVerifier.of(password))
                + FUNCTIONS.stream()
                        .map(function -> "GRANT EXECUTE ON FUNCTION %s TO %s".formatted(function, quoted))
                        .collect(Collectors.joining("; "));
    }

    /** The functions that a role may not execute, in the order in which they are needed. */
    public static List<String> missing(Sql session, String role) {
        return FUNCTIONS.stream()
                .filter(function -> !session.one(
                        "SELECT has_function_privilege(?, ?, 'EXECUTE')", row -> row.getBoolean(1), role, function))
                .toList();
    }

    /** Whether {@code pg_rewind} needs it even where there is nothing to do. */
    public static boolean isNeededAlways(String function) {
        return function.equals(READ_FILE);
    }
}
