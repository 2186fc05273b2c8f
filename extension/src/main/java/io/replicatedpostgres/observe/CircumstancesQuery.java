package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server for its {@link Circumstances}. Only functions are asked: the views of activity join catalogs, which a first reader
 * writes hint bits to.
 */
final class CircumstancesQuery {

    private static final String NOT_IN_RECOVERY = "55000";

    private static final String QUERY = """
            WITH a AS MATERIALIZED (SELECT backend_type, wait_event FROM pg_stat_get_activity(NULL))
            SELECT (SELECT min(wait_event) FROM a WHERE backend_type = 'startup'),
              CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END,
              (SELECT count(*) FROM a WHERE wait_event = 'SyncRep'),
              txid_snapshot_xmax(txid_current_snapshot()),
              current_setting('recovery_min_apply_delay'),
              current_setting('max_standby_streaming_delay'),
              current_setting('synchronous_standby_names'),
              current_setting('primary_conninfo'),
              current_setting('primary_slot_name'),
              current_setting('restore_command') <> '',
              current_setting('hot_standby_feedback')::boolean,
              coalesce(current_setting('sync_replication_slots', true), 'off')::boolean,
              concat(current_setting('recovery_target'), current_setting('recovery_target_name'),
                current_setting('recovery_target_lsn'), current_setting('recovery_target_time'),
                current_setting('recovery_target_xid')) <> ''""";

    private CircumstancesQuery() {}

    /** Asks a server; null if it was promoted between two words of the question. */
    static @Nullable Circumstances of(Sql sql) {
        try {
            return sql.one(QUERY, CircumstancesQuery::read);
        } catch (SqlException e) {
            if (NOT_IN_RECOVERY.equals(e.state())) {
                return null;
            }
            throw e;
        }
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
