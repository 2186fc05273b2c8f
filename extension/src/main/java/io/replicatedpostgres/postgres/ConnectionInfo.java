package io.replicatedpostgres.postgres;

/** libpq's {@code keyword=value} strings. */
final class ConnectionInfo {

    private ConnectionInfo() {}

    /** A value in single quotes, where a quote and a backslash need a backslash. */
    static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
