package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Healing;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/** Faults between a server and its archive. The cluster must have an archive. */
public final class ArchiveFaults {

    private ArchiveFaults() {}

    /** The archive command fails, as if the archive could not be reached. */
    public static Fault failing(Identified node) {
        Given.value("node", node);
        return archiveCommand(FaultKind.ARCHIVE_FAILING, node, archive -> "exit 1");
    }

    /** The archive command hangs until this heals, and then archives. A fast stop of the server waits for it. */
    public static Fault hanging(Identified node) {
        Given.value("node", node);
        FaultKind kind = FaultKind.ARCHIVE_HANGING;
        return new NodeFault(kind, node, "archive_command of " + node.ref(), (patient, scene) -> {
            Fitness.running(kind, patient);
            Archive archive = Fitness.archive(kind, patient);
            String sign = patient.host().home() + "/archive.hangs";
            patient.host().write(sign, new byte[0]);
            String command = "while test -e ../archive.hangs; do sleep 0.05; done; " + archive.archiveCommand();
            Healing setting = Overrides.reload(patient, Map.of("archive_command", command));
            return Cure.of(() -> {
                patient.host().delete(sign);
                setting.close();
            });
        });
    }

    /** The archive command says it has archived, and has not: what is finished meanwhile is missing for ever. */
    public static Fault losing(Identified node) {
        Given.value("node", node);
        return archiveCommand(FaultKind.ARCHIVE_LOSING, node, archive -> "true");
    }

    /** The archive command is {@code cp %p …/%f}. */
    public static Fault overwriting(Identified node) {
        Given.value("node", node);
        return archiveCommand(FaultKind.ARCHIVE_OVERWRITING, node, Archive::overwritingCommand);
    }

    /** The archive command is {@code test ! -f …/%f && cp %p …/%f}. */
    public static Fault bareGuard(Identified node) {
        Given.value("node", node);
        return archiveCommand(FaultKind.ARCHIVE_BARE_GUARD, node, Archive::bareGuardCommand);
    }

    /** Half of the segment that is archived next lies in the archive already, as a crash within a copy leaves it. */
    public static Fault halfCopied(Identified primary) {
        Given.value("primary", primary);
        FaultKind kind = FaultKind.ARCHIVE_HALF_COPIED;
        return new NodeFault(kind, primary, "archive of " + primary.ref(), (patient, scene) -> {
            Fitness.primary(kind, patient);
            Archive archive = Fitness.archive(kind, patient);
            String segment = currentSegment(patient);
            String copy = archive.directory() + "/" + segment;
            if (patient.host().exists(copy)) {
                throw new ReplicatedPostgresException(
                        "%s cannot strike %s: %s is in its archive already".formatted(kind, patient.ref(), segment));
            }
            byte[] whole = patient.host().read(patient.server().data().path("pg_wal/" + segment));
            byte[] half = Arrays.copyOf(whole, whole.length / 2);
            patient.host().write(copy, half);
            return Cure.of(() -> {
                if (patient.host().size(copy) == half.length) {
                    patient.host().delete(copy);
                }
            });
        });
    }

    /**
     * A file of the archive is not there until this heals.
     *
     * @param node a node that archives there, or restores from there
     * @param file its name, such as {@code 000000010000000000000003} or {@code 00000002.history}; it must be in the archive
     */
    public static Fault missing(Identified node, String file) {
        return ArchiveFile.strike(FaultKind.ARCHIVE_FILE_MISSING, node, file, content -> null);
    }

    /**
     * A file of the archive has no content until this heals: what a power cut leaves of a copy that was not synced.
     *
     * @param node a node that archives there, or restores from there
     * @param file its name; it must be in the archive
     */
    public static Fault empty(Identified node, String file) {
        return ArchiveFile.strike(FaultKind.ARCHIVE_FILE_EMPTY, node, file, content -> new byte[0]);
    }

    /**
     * A bit of a file of the archive is flipped until this heals. It lies in the last byte that is not 0, so in the last record of a
     * segment.
     *
     * @param node a node that archives there, or restores from there
     * @param file its name; it must be in the archive
     */
    public static Fault bitFlipped(Identified node, String file) {
        return ArchiveFile.strike(FaultKind.ARCHIVE_FILE_BIT_FLIPPED, node, file, ArchiveFile::withFlippedBit);
    }

    /** Nothing can be restored from the archive. Before 14 a running standby heeds it from its next start on. */
    public static Fault restoreUnreachable(Identified node) {
        Given.value("node", node);
        return setting(FaultKind.RESTORE_UNREACHABLE, node, "restore_command", archive -> "exit 1");
    }

    private static Fault archiveCommand(FaultKind kind, Identified node, Function<Archive, String> command) {
        return setting(kind, node, "archive_command", command);
    }

    private static Fault setting(FaultKind kind, Identified node, String name, Function<Archive, String> command) {
        return new NodeFault(
                kind,
                node,
                "%s of %s".formatted(name, node.ref()),
                (patient, scene) ->
                        Overrides.reload(patient, Map.of(name, command.apply(Fitness.archive(kind, patient)))));
    }

    private static String currentSegment(Patient patient) {
        try (Sql sql = patient.session()) {
            // at the very boundary of a segment it is the one before until 16, and the next from 17
            sql.query("SELECT pg_logical_emit_message(true, 'replicated-postgres', '')", row -> true);
            return sql.one("SELECT pg_walfile_name(pg_current_wal_lsn())", row -> row.getString(1));
        }
    }
}
