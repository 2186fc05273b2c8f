package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Sql;
import java.util.concurrent.atomic.AtomicLong;

/** Faults that sessions cause, and faults that strike sessions. */
public final class SessionFaults {

    private static final AtomicLong NUMBER = new AtomicLong();

    private SessionFaults() {}

    /**
     * A query on a standby that holds a snapshot: replay of what vacuum removed on the primary waits for it, or cancels it
     * after {@code max_standby_streaming_delay}.
     */
    public static Fault longQuery(Identified standby) {
        Given.value("standby", standby);
        FaultKind kind = FaultKind.LONG_QUERY;
        return new NodeFault(kind, standby, "a query on " + standby.ref(), (patient, scene) -> {
            Fitness.standby(kind, patient);
            return LongQuery.begin(patient);
        });
    }

    /** A transaction on a primary that has a number and a snapshot, and does nothing. */
    public static Fault idleTransaction(Identified primary) {
        Given.value("primary", primary);
        FaultKind kind = FaultKind.IDLE_TRANSACTION;
        return new NodeFault(kind, primary, "a transaction on " + primary.ref(), (patient, scene) -> {
            Fitness.primary(kind, patient);
            Sql sql = patient.session();
            return new Cure(sql::close, sql::close)
                    .unlessThrows(() -> sql.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT txid_current()"));
        });
    }

    /** A prepared transaction that is never ended; it needs {@code max_prepared_transactions}, on the standbys too. */
    public static Fault preparedTransaction(Identified primary) {
        Given.value("primary", primary);
        FaultKind kind = FaultKind.PREPARED_TRANSACTION;
        String name = "replicated-postgres-" + NUMBER.incrementAndGet();
        return new NodeFault(kind, primary, "%s on %s".formatted(name, primary.ref()), (patient, scene) -> {
            Fitness.primary(kind, patient);
            try (Sql sql = patient.session()) {
                if (sql.one("SHOW max_prepared_transactions", row -> row.getInt(1)) == 0) {
                    throw new ReplicatedPostgresException(
                            "%s cannot strike %s: its max_prepared_transactions is 0. Set it in the spec's settings."
                                    .formatted(kind, patient.ref()));
                }
                sql.execute("BEGIN; SELECT txid_current(); PREPARE TRANSACTION '%s'".formatted(name));
            }
            return Cure.of(() -> {
                if (scene.primaries().stream().anyMatch(each -> has(each, name))) {
                    Replication.onEveryPrimary(kind, scene, "ROLLBACK PREPARED '%s'".formatted(name));
                } else if (scene.primaries().isEmpty()) {
                    throw new ReplicatedPostgresException(
                            "%s cannot be healed: no primary runs that could roll it back".formatted(kind));
                }
            });
        });
    }

    /** Rows are written to a table of its own without end; the table is dropped when this heals. */
    public static Fault bulkLoad(Identified primary) {
        Given.value("primary", primary);
        FaultKind kind = FaultKind.BULK_LOAD;
        return new NodeFault(kind, primary, "rows into " + primary.ref(), (patient, scene) -> {
            Fitness.primary(kind, patient);
            return BulkLoad.begin(patient, scene);
        });
    }

    /** Cancels every statement that waits for a synchronous standby: it is acknowledged, with a warning. */
    public static Damage waitersCancelled(Identified primary) {
        Given.value("primary", primary);
        return waiters(FaultKind.WAITERS_CANCELLED, primary, "pg_cancel_backend");
    }

    /** Terminates every session that waits for a synchronous standby: committed, and the client never hears of it. */
    public static Damage waitersTerminated(Identified primary) {
        Given.value("primary", primary);
        return waiters(FaultKind.WAITERS_TERMINATED, primary, "pg_terminate_backend");
    }

    /** Takes {@code standby.signal} away from a stopped standby. */
    public static Damage standbySignalForgotten(Identified standby) {
        Given.value("standby", standby);
        FaultKind kind = FaultKind.STANDBY_SIGNAL_FORGOTTEN;
        return new NodeDamage(kind, standby, "standby.signal of " + standby.ref(), patient -> {
            if (patient.server().isRunning() || !patient.server().recovery().isMarkedStandby()) {
                throw new ReplicatedPostgresException("%s cannot strike %s: it takes a stopped standby. Stop it first."
                        .formatted(kind, patient.ref()));
            }
            patient.server().recovery().unmarkStandby();
        });
    }

    private static Damage waiters(FaultKind kind, Identified primary, String function) {
        return new NodeDamage(kind, primary, "sessions of " + primary.ref(), patient -> {
            Fitness.primary(kind, patient);
            try (Sql sql = patient.session()) {
                var struck = sql.query(
                        "SELECT %s(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'".formatted(function),
                        row -> row.getBoolean(1));
                if (struck.isEmpty()) {
                    throw new ReplicatedPostgresException(
                            "%s found nothing to strike on %s: no session waits for a standby"
                                    .formatted(kind, patient.ref()));
                }
            }
        });
    }

    private static boolean has(Patient patient, String name) {
        try (Sql sql = patient.session()) {
            return !sql.query("SELECT 1 FROM pg_prepared_xacts WHERE gid = ?", row -> true, name)
                    .isEmpty();
        } catch (SqlException e) {
            return false;
        }
    }
}
