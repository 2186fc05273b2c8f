package io.replicatedpostgres.fault;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Faults and damages of slots and walsenders. A changed slot is a damage; an exhausted limit is a fault and is given back. */
public final class SlotFaults {

    private static final String FILLER = "replicated_postgres_filler_";
    private static final int FILLERS_MAX = 1000;
    private static final int SEGMENTS_MAX = 64;
    private static final String OBJECT_IN_USE = "55006";
    private static final String LIMIT_EXCEEDED = "53400";
    private static final String TOO_MANY_CONNECTIONS = "53300";

    private SlotFaults() {}

    /** Takes every replication slot that is free. */
    public static Fault slotsExhausted(Identified node) {
        Given.value("node", node);
        FaultKind kind = FaultKind.SLOTS_EXHAUSTED;
        return new NodeFault(kind, node, "slots of " + node.ref(), (patient, scene) -> {
            Fitness.running(kind, patient);
            List<String> fillers = fill(patient);
            return Cure.of(() -> dropFillers(patient, fillers));
        });
    }

    /** Takes every walsender that is free; those that stream go on. When it is healed, they are free again. */
    public static Fault walsendersExhausted(Identified node) {
        Given.value("node", node);
        FaultKind kind = FaultKind.WALSENDERS_EXHAUSTED;
        return new NodeFault(kind, node, "walsenders of " + node.ref(), (patient, scene) -> {
            Fitness.running(kind, patient);
            List<Sql> held = hold(patient);
            Runnable release = () ->
                    Closing.all(held.stream().<Runnable>map(sql -> sql::close).toList());
            return new Cure(() -> awaitEnd(patient, held, release), release);
        });
    }

    /** Drops a slot from under whatever streams through it. */
    public static Damage dropped(Identified node, String slot) {
        Given.value("node", node);
        return new NodeDamage(FaultKind.SLOT_DROPPED, node, "slot %s of %s".formatted(slot, node.ref()), patient -> {
            Fitness.running(FaultKind.SLOT_DROPPED, patient);
            interrupting(patient, slot, "SELECT pg_drop_replication_slot(?)");
        });
    }

    /** Moves a slot of a primary to the end of its WAL, from under whatever streams through it. */
    public static Damage advanced(Identified primary, String slot) {
        Given.value("primary", primary);
        String description = "slot %s of %s".formatted(slot, primary.ref());
        return new NodeDamage(FaultKind.SLOT_ADVANCED, primary, description, patient -> {
            Fitness.primary(FaultKind.SLOT_ADVANCED, patient);
            interrupting(patient, slot, "SELECT pg_replication_slot_advance(?, pg_current_wal_lsn())");
        });
    }

    /**
     * Writes WAL until an inactive slot of a primary has lost its own to {@code max_slot_wal_keep_size}, which is then put
     * back (13 and later).
     */
    public static Damage invalidated(Identified primary, String slot) {
        Given.value("primary", primary);
        FaultKind kind = FaultKind.SLOT_INVALIDATED;
        return new NodeDamage(kind, primary, "slot %s of %s".formatted(slot, primary.ref()), patient -> {
            Fitness.primary(kind, patient);
            Fitness.has(Feature.SLOT_WAL_STATUS, kind, patient);
            requireInactive(kind, patient, slot);
            try (Healing limit =
                    Overrides.reload(patient, Map.of("max_slot_wal_keep_size", "1MB", "wal_keep_size", "0"))) {
                writeUntilLost(kind, patient, slot);
            }
        });
    }

    private static List<String> fill(Patient patient) {
        var fillers = new ArrayList<String>();
        try (Sql sql = patient.session()) {
            while (fillers.size() < FILLERS_MAX) {
                String name = FILLER + fillers.size();
                sql.query("SELECT pg_create_physical_replication_slot(?)", row -> true, name);
                fillers.add(name);
            }
            throw new ReplicatedPostgresException(
                    "%s has more than %s free slots".formatted(patient.ref(), FILLERS_MAX));
        } catch (SqlException e) {
            if (!e.state().equals(LIMIT_EXCEEDED)) {
                dropFillers(patient, fillers);
                throw e;
            }
            return fillers;
        }
    }

    private static void dropFillers(Patient patient, List<String> fillers) {
        if (!patient.server().isRunning()) {
            fillers.forEach(
                    name -> patient.host().delete(patient.server().data().path("pg_replslot/" + name)));
            return;
        }
        try (Sql sql = patient.session()) {
            fillers.forEach(name -> sql.query(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?",
                    row -> true,
                    name));
        }
    }

    /** A server gives a walsender back only when its process ends, some time after its client has left. */
    private static void awaitEnd(Patient patient, List<Sql> held, Runnable release) {
        Set<Long> walsenders = held.stream().map(Sql::backend).collect(Collectors.toSet());
        release.run();
        Await.orFail("the walsenders that were held on %s did not end".formatted(patient.ref()), patient.deadline())
                .until(
                        "none of them left",
                        () -> patient.host().processes().stream()
                                .filter(process -> walsenders.contains(process.pid()))
                                .toList(),
                        List::isEmpty);
    }

    private static List<Sql> hold(Patient patient) {
        var held = new ArrayList<Sql>();
        try {
            while (held.size() < FILLERS_MAX) {
                held.add(patient.walsender());
            }
            throw new ReplicatedPostgresException(
                    "%s has more than %s free walsenders".formatted(patient.ref(), FILLERS_MAX));
        } catch (SqlException e) {
            if (!e.state().equals(TOO_MANY_CONNECTIONS)) {
                held.forEach(Sql::close);
                throw e;
            }
            return held;
        }
    }

    /** A standby is back through its slot within a moment: ended and struck again until it was free. */
    private static void interrupting(Patient patient, String slot, String statement) {
        try (Sql sql = patient.session()) {
            requireSlot(patient, sql, slot);
            Await.orFail("slot %s of %s did not become free".formatted(slot, patient.ref()), patient.deadline())
                    .until("it inactive for a moment", () -> struck(sql, slot, statement), struck -> struck);
        }
    }

    private static boolean struck(Sql sql, String slot, String statement) {
        sql.query(
                "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = ? AND active",
                row -> true,
                slot);
        try {
            sql.query(statement, row -> true, slot);
            return true;
        } catch (SqlException e) {
            if (e.state().equals(OBJECT_IN_USE)) {
                return false;
            }
            throw e;
        }
    }

    private static void requireSlot(Patient patient, Sql sql, String slot) {
        List<String> all = sql.query("SELECT slot_name FROM pg_replication_slots", row -> row.getString(1));
        if (!all.contains(slot)) {
            throw new ReplicatedPostgresException("%s has no slot '%s'; it has %s".formatted(patient.ref(), slot, all));
        }
    }

    private static void requireInactive(FaultKind kind, Patient patient, String slot) {
        try (Sql sql = patient.session()) {
            requireSlot(patient, sql, slot);
            boolean active = sql.one(
                    "SELECT active FROM pg_replication_slots WHERE slot_name = ?", row -> row.getBoolean(1), slot);
            if (active) {
                throw new ReplicatedPostgresException(
                        "%s cannot strike slot %s of %s: it is active, and what streams keeps up. Stop its standby first."
                                .formatted(kind, slot, patient.ref()));
            }
        }
    }

    private static void writeUntilLost(FaultKind kind, Patient patient, String slot) {
        try (Sql sql = patient.session()) {
            String needed = sql.one(
                    "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = ?",
                    row -> row.getString(1),
                    slot);
            for (int segments = 0; !isLost(sql, slot); segments++) {
                if (segments == SEGMENTS_MAX) {
                    throw new ReplicatedPostgresException("%s: slot %s of %s still has its WAL after %s segments"
                            .formatted(kind, slot, patient.ref(), SEGMENTS_MAX));
                }
                sql.query("SELECT pg_logical_emit_message(true, 'replicated-postgres', '')", row -> true);
                sql.query("SELECT pg_switch_wal()", row -> true);
                sql.execute("CHECKPOINT");
            }
            awaitRemoved(kind, patient, sql, patient.server().data().path("pg_wal/" + needed));
        }
    }

    /** A checkpoint removes an unneeded segment only once it is archived, and the archiver is another process. */
    private static void awaitRemoved(FaultKind kind, Patient patient, Sql sql, String segment) {
        Await.orFail("%s: %s is not archived, so it stays".formatted(kind, segment), patient.deadline())
                .until(
                        "the segment to be removed",
                        () -> {
                            sql.execute("CHECKPOINT");
                            return patient.host().exists(segment);
                        },
                        there -> !there);
    }

    private static boolean isLost(Sql sql, String slot) {
        return sql.one(
                "SELECT wal_status = 'lost' FROM pg_replication_slots WHERE slot_name = ?",
                row -> row.getBoolean(1),
                slot);
    }
}
