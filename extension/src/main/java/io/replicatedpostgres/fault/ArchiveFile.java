package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.topology.Host;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A single file of an archive that is struck. */
final class ArchiveFile {

    /** What PostgreSQL archives: segments, whole or partial, labels of backups, histories of timelines. */
    private static final Pattern NAME =
            Pattern.compile("[0-9A-F]{24}(\\.partial|\\.[0-9A-F]{8}\\.backup)?|[0-9A-F]{8}\\.history");

    private ArchiveFile() {}

    /** @param damage what becomes of its content; null if the file is not there */
    static Fault strike(FaultKind kind, Identified node, String file, Function<byte[], byte @Nullable []> damage) {
        Given.value("node", node);
        Given.value("file", file);
        return new NodeFault(kind, node, "%s in the archive of %s".formatted(file, node.ref()), (patient, scene) -> {
            String path = Fitness.archive(kind, patient).directory() + "/" + requireName(kind, file);
            Host host = patient.host();
            if (!host.exists(path)) {
                throw new ReplicatedPostgresException(
                        "%s cannot strike %s: its archive has no %s. Name one that node.archivedFiles() lists; node.switchWal() archives what was written so far."
                                .formatted(kind, patient.ref(), file));
            }
            byte[] whole = host.read(path);
            byte @Nullable [] damaged = damage.apply(whole);
            put(host, path, damaged);
            // a file that was written anew meanwhile is the archive's own again
            return Cure.of(() -> {
                if (isAsStruck(host, path, damaged)) {
                    put(host, path, whole);
                }
            });
        });
    }

    private static String requireName(FaultKind kind, String file) {
        if (!NAME.matcher(file).matches()) {
            throw SpecException.of(
                    "%s of \"%s\"".formatted(kind, file),
                    "PostgreSQL archives no file of such a name",
                    "Write one that node.archivedFiles() lists, for example 000000010000000000000003 or 00000002.history");
        }
        return file;
    }

    /** The bit is in the last byte that is not 0: it belongs to the last record, and a replay of the whole file reads it. */
    static byte[] withFlippedBit(byte[] content) {
        byte[] flipped = content.clone();
        int at = flipped.length - 1;
        while (at > 0 && flipped[at] == 0) {
            at--;
        }
        if (at >= 0) {
            flipped[at] ^= 1;
        }
        return flipped;
    }

    private static void put(Host host, String path, byte @Nullable [] content) {
        if (content == null) {
            host.delete(path);
        } else {
            host.write(path, content);
        }
    }

    private static boolean isAsStruck(Host host, String path, byte @Nullable [] damaged) {
        return damaged == null ? !host.exists(path) : host.exists(path) && Arrays.equals(host.read(path), damaged);
    }
}
