package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.Vitals;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures of one server beside its position. Asking must not write: on a primary the view of conflicts is left alone, because
 * who reads the rows of {@code pg_database} for the first time sets hint bits, which are WAL where they are logged.
 */
final class VitalSigns {

    private static final String QUERY = """
            SELECT (extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000000)::bigint,
              (SELECT min(xmin::text::bigint) FROM pg_replication_slots WHERE xmin IS NOT NULL),
              archived_count, failed_count,
              CASE WHEN pg_is_in_recovery()
                THEN (SELECT sum(confl_tablespace + confl_lock + confl_snapshot + confl_bufferpin + confl_deadlock)
                      FROM pg_stat_database_conflicts) END
            FROM pg_stat_archiver""";

    private VitalSigns() {}

    static Vitals of(Sql sql, ServerState state) {
        boolean standby = state.role() == ServerState.Role.STANDBY;
        return sql.one(QUERY, row -> {
            Long micros = number(row, 1);
            return new Vitals(
                    standby && micros != null ? Duration.ofNanos(Math.max(0, micros) * 1000) : null,
                    number(row, 2),
                    number(row, 3),
                    number(row, 4),
                    standby ? number(row, 5) : null);
        });
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
