package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.util.Arrays;

/** Damages that a power cut does to a node's own disk, besides the loss of what was not synced. They do not heal. */
public final class DiskDamages {

    private static final int PAGE_BYTES = 8192;

    /** What a disk, or the kernel, writes as one. */
    private static final int HALF = PAGE_BYTES / 2;

    private DiskDamages() {}

    /**
     * Cuts the power of a primary's machine while the first page of a table is being written: its first 4 kB are the new ones, its last 4 kB
     * still the old ones. With {@code full_page_writes = on} recovery writes the whole page anew; without, data checksums notice it, and if
     * there are none it goes unnoticed. The server is not started.
     *
     * <p>The new page is what recovery makes of a copy of the data directory, for which there has to be room on the disk.
     *
     * @param table in the database {@code postgres}; its first page was written by a checkpoint and has been changed since, or {@link
     *     ReplicatedPostgresException} says that there is nothing to tear
     */
    public static Damage pageTorn(Identified primary, String table) {
        Given.value("primary", primary);
        Given.text("table", table, "orders");
        String description = "first page of %s on %s".formatted(table, primary.ref());
        return new NodeDamage(FaultKind.PAGE_TORN, primary, description, patient -> {
            Fitness.primary(FaultKind.PAGE_TORN, patient);
            Fitness.disk(FaultKind.PAGE_TORN, description, patient);
            String file = TableFile.of(patient, table);
            String path = patient.server().data().path(file);
            patient.cutPower();
            byte[] old = firstPage(patient.host(), path);
            byte[] recovered = recovered(patient, file);
            if (old.length < PAGE_BYTES || Arrays.equals(old, recovered)) {
                throw new ReplicatedPostgresException(
                        "%s on %s has no page to tear: the first one was not written before its last change, or not changed since. Write rows and a checkpoint, change a row, and inflict it then; its power is cut, start it."
                                .formatted(table, patient.ref()));
            }
            patient.host().patch(path, 0, Arrays.copyOf(recovered, HALF));
        });
    }

    private static byte[] recovered(Patient patient, String file) {
        Host host = patient.host();
        String data = patient.server().data().path();
        String copy = data + ".recovered";
        try {
            succeed(patient, host.run(Command.of("cp", "-Rp", data, copy), patient.deadline()));
            if (host.walDirectory().isPresent()) {
                // a copied link would let it recover in the WAL of the server
                host.delete(copy + "/pg_wal");
                host.makeDirectory(copy + "/pg_wal");
                succeed(
                        patient,
                        host.run(Command.of("cp", "-Rp", data + "/pg_wal/.", copy + "/pg_wal"), patient.deadline()));
            }
            succeed(patient, patient.server().recoverAlone(copy, patient.deadline()));
            return firstPage(host, copy + "/" + file);
        } finally {
            host.delete(copy);
        }
    }

    private static void succeed(Patient patient, Outcome outcome) {
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("a copy of the data directory of %s did not recover: %s"
                    .formatted(patient.ref(), outcome.output().strip()));
        }
    }

    private static byte[] firstPage(Host host, String path) {
        byte[] content = host.exists(path) ? host.read(path) : new byte[0];
        return Arrays.copyOf(content, Math.min(PAGE_BYTES, content.length));
    }
}
