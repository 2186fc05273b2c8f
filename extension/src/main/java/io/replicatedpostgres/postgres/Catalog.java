package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.model.Timeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions to a server about itself. Only catalogs and functions are read: reading a table can write WAL (hint bits), which
 * would move what is being looked at.
 */
public final class Catalog {

    private static final String POSITION =
            "CASE WHEN pg_is_in_recovery() THEN greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) ELSE pg_current_wal_lsn() END";

    /**
     * The timeline of a standby. The control file knows that of the last restartpoint, the walreceiver that of what it receives.
     * Without a walreceiver the WAL itself says it: the newest timeline of which the segment is there that was replayed or
     * received last, and whose history is there too: from 17 on pg_rewind leaves the segment in which the histories part on the
     * timeline that it rewinds from, and takes that timeline's history away.
     */
    private static final String TIMELINE_OF_STANDBY = """
            greatest(
              (SELECT timeline_id FROM pg_control_checkpoint()),
              (SELECT min_recovery_end_timeline FROM pg_control_recovery()),
              coalesce(
                (SELECT received_tli FROM pg_stat_wal_receiver WHERE received_tli > 0),
                (SELECT max(('x' || left(name, 8))::bit(32)::int)
                 FROM pg_ls_waldir() AS wal,
                   (SELECT bytes_per_wal_segment AS bytes FROM pg_control_init()) AS i,
                   (VALUES (pg_last_wal_replay_lsn()), (pg_last_wal_receive_lsn())) AS p (lsn),
                   div(pg_wal_lsn_diff(p.lsn, '0/0') - 1, i.bytes) AS number,
                   div(4294967296, i.bytes) AS per_log
                 WHERE name ~ '^[0-9A-F]{24}$'
                   AND (left(name, 8) = '00000001'
                     OR EXISTS (SELECT FROM pg_ls_waldir() AS h WHERE h.name = left(wal.name, 8) || '.history'))
                   AND right(name, 16) = upper(lpad(to_hex(div(number, per_log)::bigint), 8, '0')
                     || lpad(to_hex(mod(number, per_log)::bigint), 8, '0')))))""";

    private final NodeRef node;
    private final PostgresVersion version;
    private final Sql sql;

    /** The catalog of a node, through a session with it. */
    public Catalog(NodeRef node, PostgresVersion version, Sql sql) {
        this.node = node;
        this.version = version;
        this.sql = sql;
    }

    /** Its role, timeline and positions. */
    public ServerState state() {
        return sql.one(
                """
                SELECT r, %s,
                  CASE WHEN r THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                  CASE WHEN r THEN %s
                  ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END
                FROM pg_is_in_recovery() AS r""".formatted(POSITION, TIMELINE_OF_STANDBY),
                row -> new ServerState(
                        node,
                        row.getBoolean(1) ? ServerState.Role.STANDBY : ServerState.Role.PRIMARY,
                        new Timeline(row.getInt(4)),
                        lsn(row, 2),
                        lsn(row, 3)));
    }

    /** Whether it is in recovery. */
    public boolean isInRecovery() {
        return sql.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
    }

    /** The end of the WAL it has written out, which a standby can reach; the insert position may lie beyond any record. */
    public Lsn currentLsn() {
        return sql.one("SELECT pg_current_wal_lsn()", row -> requiredLsn(row, 1));
    }

    /** How far a standby has replayed; 0/0 if it has not begun. */
    public Lsn replayedLsn() {
        return sql.one("SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')", row -> requiredLsn(row, 1));
    }

    /** Its standbys as it sees them. */
    public List<StandbyState> standbys() {
        return sql.query(
                """
                SELECT application_name, state, sent_lsn, write_lsn, flush_lsn, replay_lsn, sync_state,
                  (extract(epoch FROM replay_lag) * 1000000)::bigint, s.slot_name
                FROM pg_stat_replication AS r LEFT JOIN pg_get_replication_slots() AS s ON s.active_pid = r.pid
                WHERE state <> 'backup' ORDER BY application_name""",
                row -> new StandbyState(
                        row.getString(1),
                        row.getString(2),
                        lsn(row, 3),
                        lsn(row, 4),
                        lsn(row, 5),
                        lsn(row, 6),
                        row.getString(7),
                        row.getObject(8) == null ? null : Duration.ofNanos(row.getLong(8) * 1000),
                        row.getString(9)));
    }

    /** Its upstream as it sees it; empty if it has no walreceiver. */
    public Optional<ReceiverState> receiver() {
        String flushed = Feature.RECEIVER_FLUSHED_LSN.isIn(version) ? "flushed_lsn" : "received_lsn";
        return sql
                .query(
                        """
                        SELECT status, sender_host, sender_port, slot_name, received_tli, %s
                        FROM pg_stat_wal_receiver WHERE status IS NOT NULL""".formatted(flushed),
                        row -> new ReceiverState(
                                row.getString(1),
                                row.getString(2) == null || row.getInt(3) < 1
                                        ? null
                                        : new Endpoint(row.getString(2), row.getInt(3)),
                                row.getString(4),
                                row.getInt(5) < 1 ? null : new Timeline(row.getInt(5)),
                                lsn(row, 6)))
                .stream()
                .findFirst();
    }

    /** Its replication slots. */
    public List<SlotState> slots() {
        return sql.query(
                """
                SELECT slot_name, slot_type = 'physical', active, restart_lsn,
                  greatest(pg_wal_lsn_diff(%s, restart_lsn), 0)::bigint, %s, %s, xmin::text::bigint, %s,
                  catalog_xmin::text::bigint, confirmed_flush_lsn, %s, %s
                FROM pg_replication_slots ORDER BY slot_name""".formatted(
                                POSITION,
                                Feature.SLOT_WAL_STATUS.isIn(version) ? "wal_status" : "NULL",
                                Feature.SLOT_WAL_STATUS.isIn(version) ? "safe_wal_size" : "NULL",
                                Feature.SLOT_INVALIDATION_REASON.isIn(version) ? "invalidation_reason" : "NULL",
                                Feature.FAILOVER_SLOTS.isIn(version) ? "failover" : "NULL::boolean",
                                Feature.FAILOVER_SLOTS.isIn(version) ? "synced" : "NULL::boolean"),
                row -> new SlotState(
                        node,
                        row.getString(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        lsn(row, 4),
                        row.getObject(5) == null ? null : DataSize.bytes(row.getLong(5)),
                        row.getString(6) == null
                                ? null
                                : SlotState.WalStatus.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
                        row.getObject(7) == null ? null : row.getLong(7),
                        row.getObject(8) == null ? null : row.getLong(8),
                        row.getString(9),
                        row.getObject(10) == null ? null : row.getLong(10),
                        lsn(row, 11),
                        row.getObject(12) == null ? null : row.getBoolean(12),
                        row.getObject(13) == null ? null : row.getBoolean(13)));
    }

    /** The databases one can connect to, templates aside. */
    public List<String> databases() {
        return sql.query(
                "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname",
                row -> row.getString(1));
    }

    /** Tablespaces at absolute places, which two servers on one machine would share without noticing. */
    public List<String> absoluteTablespaces() {
        return sql.query("""
                SELECT spcname || ' in ' || pg_tablespace_location(oid) FROM pg_tablespace
                WHERE pg_tablespace_location(oid) LIKE '/%' ORDER BY spcname""", row -> row.getString(1));
    }

    /** Makes a physical slot that keeps WAL from now on, unless there is one of that name. */
    public void ensureSlot(String name) {
        sql.query("""
                SELECT pg_create_physical_replication_slot(wanted, true)
                FROM (SELECT ?::name AS wanted) AS w
                WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = wanted)""", row -> true, name);
    }

    private static @Nullable Lsn lsn(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Lsn.parse(text);
    }

    private static Lsn requiredLsn(ResultSet row, int column) throws SQLException {
        return Lsn.parse(row.getString(column));
    }
}
