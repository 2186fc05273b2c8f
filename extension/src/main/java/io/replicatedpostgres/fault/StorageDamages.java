package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Sql;
import java.util.Arrays;
import java.util.function.Consumer;

/** Damages of the files of a server. They do not heal. */
public final class StorageDamages {

    /** In the page header {@code pd_upper} follows {@code pd_lower}; with its highest bit set it lies outside any page. */
    private static final int HIGH_BYTE_OF_PD_UPPER = 15;

    private static final int TORN_BYTES = 256;

    private StorageDamages() {}

    /**
     * Flips one bit in the header of the first page of a table; the server is restarted for it, so that the page is read
     * anew. The sanity check of page headers finds it, with data checksums or without. A standby that replays a change of
     * the page made since its last restartpoint writes over it: let it replay a checkpoint first.
     *
     * @param table in the database {@code postgres}, of at least one row
     */
    public static Damage bitFlipped(Identified node, String table) {
        Given.value("node", node);
        Given.text("table", table, "orders");
        String description = "first page of %s on %s".formatted(table, node.ref());
        return damage(FaultKind.BIT_FLIPPED, node, description, patient -> {
            String file = patient.server().data().path(TableFile.of(patient, table));
            patient.stop(StopMode.FAST);
            byte[] content = patient.host().read(file);
            if (content.length <= HIGH_BYTE_OF_PD_UPPER) {
                patient.start();
                throw new ReplicatedPostgresException(
                        "%s on %s has no page whose bit could be flipped: it is empty".formatted(table, patient.ref()));
            }
            content[HIGH_BYTE_OF_PD_UPPER] ^= (byte) 0x80;
            patient.host().write(file, content);
            patient.start();
        });
    }

    /** Kills a server and takes all content from its {@code pg_control}. */
    public static Damage controlFileTruncated(Identified node) {
        Given.value("node", node);
        return damage(FaultKind.CONTROL_FILE_TRUNCATED, node, "pg_control of " + node.ref(), patient -> {
            patient.kill();
            patient.host().write(patient.server().data().path("global/pg_control"), new byte[0]);
        });
    }

    /** Kills a server and removes the WAL segment from which its recovery would begin. */
    public static Damage walSegmentRemoved(Identified node) {
        Given.value("node", node);
        return damage(FaultKind.WAL_SEGMENT_REMOVED, node, "last checkpoint of " + node.ref(), patient -> {
            patient.kill();
            patient.host()
                    .delete(patient.server()
                            .data()
                            .path("pg_wal/" + patient.controlData().redoFile()));
        });
    }

    /** Kills a primary and tears the last 256 bytes of its WAL, as a lost write does. */
    public static Damage walTorn(Identified primary) {
        Given.value("primary", primary);
        return damage(FaultKind.WAL_TORN, primary, "end of WAL of " + primary.ref(), patient -> {
            Fitness.primary(FaultKind.WAL_TORN, patient);
            End end = endOf(patient);
            patient.kill();
            String file = patient.server().data().path("pg_wal/" + end.segment());
            byte[] content = patient.host().read(file);
            Arrays.fill(content, Math.max(0, end.offset() - TORN_BYTES), content.length, (byte) 0xFF);
            patient.host().write(file, content);
        });
    }

    /** Kills a server and removes its data directory. */
    public static Damage dataDirectoryGone(Identified node) {
        Given.value("node", node);
        return damage(FaultKind.DATA_DIRECTORY_GONE, node, "data directory of " + node.ref(), patient -> {
            patient.kill();
            patient.host().delete(patient.server().data().path());
        });
    }

    private record End(String segment, int offset) {}

    private static End endOf(Patient patient) {
        try (Sql sql = patient.session()) {
            // at the very boundary of a segment it is the one before until 16, and the next, which may not be there,
            // from 17
            sql.query("SELECT pg_logical_emit_message(true, 'replicated-postgres', '')", row -> true);
            return sql.one(
                    "SELECT file_name, file_offset FROM pg_walfile_name_offset(pg_current_wal_flush_lsn())",
                    row -> new End(row.getString(1), row.getInt(2)));
        }
    }

    private static Damage damage(FaultKind kind, Identified node, String description, Consumer<Patient> act) {
        return new NodeDamage(kind, node, description, patient -> {
            Fitness.running(kind, patient);
            act.accept(patient);
        });
    }
}
