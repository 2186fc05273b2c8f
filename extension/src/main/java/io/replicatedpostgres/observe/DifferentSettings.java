package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.Passwords;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.SettingState;
import io.replicatedpostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The settings of a server that are not as PostgreSQL was built. What the observer's own session was given is not among
 * them: there, what the files say counts, as {@code pg_file_settings} tells it.
 */
final class DifferentSettings {

    private static final String QUERY = """
            WITH filed AS (
              SELECT DISTINCT ON (name) name, setting FROM pg_file_settings WHERE applied ORDER BY name, seqno DESC)
            SELECT name, vartype, s.setting, unit, boot_val, source, filed.setting
            FROM pg_settings AS s LEFT JOIN filed USING (name)
            WHERE name NOT IN ('in_hot_standby', 'transaction_read_only')
              AND CASE WHEN source IN ('client', 'session', 'interactive') THEN filed.setting <> boot_val
              ELSE source <> 'default' AND s.setting IS DISTINCT FROM boot_val END
            ORDER BY name""";

    private static final String OF_THE_FILES = "configuration file";

    private DifferentSettings() {}

    static List<SettingState> of(Sql sql) {
        return sql.query(QUERY, DifferentSettings::setting);
    }

    private static SettingState setting(ResultSet row) throws SQLException {
        String name = row.getString(1);
        String source = row.getString(6);
        String filed = row.getString(7);
        boolean ofThisSession = List.of("client", "session", "interactive").contains(source);
        String value = ofThisSession ? filed : ValueWithUnit.of(row.getString(3), row.getString(4));
        return new SettingState(
                name,
                mayBeSecret(name, row.getString(2)) && !value.isEmpty() ? Secrets.HIDDEN : value,
                ValueWithUnit.of(row.getString(5), row.getString(4)),
                ofThisSession ? OF_THE_FILES : source);
    }

    /** Only a text can be one; how passwords are stored is none. */
    static boolean mayBeSecret(String name, String type) {
        return type.equals("string") && Passwords.isInName(name);
    }
}
