package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.RecoveryMode;
import io.replicatedpostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for its {@link Circumstances}. Only functions are asked: the views of activity join catalogs, which a first reader
 * writes hint bits to.
 */
final class CircumstancesQuery {

    private static final String NOT_IN_RECOVERY = "55000";

    private static final String QUERY = """
            WITH a AS %s (SELECT backend_type, wait_event FROM pg_stat_get_activity(NULL))
            SELECT (SELECT min(wait_event) FROM a WHERE backend_type = 'startup'),
              CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END,
              (SELECT count(*) FROM a WHERE wait_event = 'SyncRep'),
              txid_snapshot_xmax(txid_current_snapshot()),
              %s,
              current_setting('max_standby_streaming_delay'),
              current_setting('synchronous_standby_names'),
              %s,
              %s,
              %s <> '',
              current_setting('hot_standby_feedback')::boolean,
              coalesce(current_setting('sync_replication_slots', true), 'off')::boolean,
              concat(%s) <> ''""";

    private static final List<String> TARGETS = List.of(
            "recovery_target",
            "recovery_target_name",
            "recovery_target_lsn",
            "recovery_target_time",
            "recovery_target_xid");

    private CircumstancesQuery() {}

    /** Asks a server; null if it was promoted between two words of the question. */
    static @Nullable Circumstances of(Sql sql, PostgresVersion version) {
        try {
            return sql.one(query(version), CircumstancesQuery::read);
        } catch (SqlException e) {
            if (NOT_IN_RECOVERY.equals(e.state())) {
                return null;
            }
            throw e;
        }
    }

    private static String query(PostgresVersion version) {
        return QUERY.formatted(
                Feature.MATERIALIZED_WITH.isIn(version) ? "MATERIALIZED" : "",
                RecoveryMode.expression("recovery_min_apply_delay", version),
                RecoveryMode.expression("primary_conninfo", version),
                RecoveryMode.expression("primary_slot_name", version),
                RecoveryMode.expression("restore_command", version),
                TARGETS.stream()
                        .map(target -> RecoveryMode.expression(target, version))
                        .collect(Collectors.joining(", ")));
    }

    private static Circumstances read(ResultSet row) throws SQLException {
        return new Circumstances(
                row.getString(1),
                row.getBoolean(2),
                row.getLong(3),
                row.getLong(4),
                new Circumstances.Conf(
                        Circumstances.duration(row.getString(5)),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        row.getBoolean(10),
                        row.getBoolean(11),
                        row.getBoolean(12),
                        row.getBoolean(13)));
    }
}
