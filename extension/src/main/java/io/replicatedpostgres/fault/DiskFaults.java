package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.OwnDisk;
import java.io.UncheckedIOException;

/**
 * What can be wrong with the disk of a node that has one of its own: {@code disk} of {@code @ReplicatedPostgres}. As root on Linux with
 * loop devices, or in containers with {@code SYS_ADMIN}, on every version of PostgreSQL. Nothing but that disk is touched. A node without
 * one is refused with a {@link ReplicatedPostgresException} that says so.
 *
 * <p>Where {@code pg_wal} or the archive lies on another disk of the machine ({@code disk = "ext4, pg_wal on ext4"}), a {@link Volume} says
 * which disk is struck; without one it is the disk of the tables, which holds all the rest.
 */
public final class DiskFaults {

    private DiskFaults() {}

    /**
     * The file system meets an error, and its policy ({@code errors=remount-ro}, the default of most distributions) lets no process write
     * from now on; all can be read. ext4 alone. When it heals the machine is switched off, the file system checked and mounted, and the
     * server started: what was not synced is gone, as after a power cut.
     */
    public static Fault turnedReadOnly(Identified node) {
        return turnedReadOnly(node, Volume.TABLES);
    }

    /** {@link #turnedReadOnly(Identified)}, of the disk that holds this. */
    public static Fault turnedReadOnly(Identified node, Volume part) {
        Given.value("node", node);
        Given.value("part", part);
        return fault(FaultKind.DISK_READ_ONLY, node, part, words(node, part), (patient, disk) -> {
            disk.turnReadOnly();
            return Cure.of(() -> switchOffAndOn(patient, disk));
        });
    }

    /**
     * The disk answers EIO to every request, reads and writes; what the kernel has cached is still read. A file system that could not write
     * its journal stops. When it heals the disk answers again, the machine is switched off, the file system checked and mounted, and the
     * server started: what was not synced is gone, as after a power cut.
     */
    public static Fault dead(Identified node) {
        return dead(node, Volume.TABLES);
    }

    /** {@link #dead(Identified)}, of the disk that holds this. */
    public static Fault dead(Identified node, Volume part) {
        Given.value("node", node);
        Given.value("part", part);
        return fault(FaultKind.DISK_DEAD, node, part, words(node, part), (patient, disk) -> {
            Healing dead = disk.die();
            return Cure.of(() -> {
                dead.close();
                switchOffAndOn(patient, disk);
            });
        });
    }

    /**
     * The disk has no free block any more, not even one that the file system keeps for root. What PostgreSQL had allocated before can be
     * written: recycled WAL, room in pages of tables. When it heals the room is given back, and the server started if it has died.
     */
    public static Fault full(Identified node) {
        return full(node, Volume.TABLES);
    }

    /** {@link #full(Identified)}, of the disk that holds this. */
    public static Fault full(Identified node, Volume part) {
        Given.value("node", node);
        Given.value("part", part);
        return fault(FaultKind.DISK_FULL, node, part, words(node, part), (patient, disk) -> {
            Healing room = disk.fill();
            return Cure.of(() -> {
                room.close();
                VolumeFaults.comeUp(patient);
            });
        });
    }

    /**
     * The disk answers no more than so many requests a second, reads and writes each, whichever process sends them; a commit needs at least
     * one. What is cached is read as fast as ever. A power cut ends it too.
     *
     * @param requestsPerSecond at least 1; a disk that turns does about 100
     */
    public static Fault slow(Identified node, int requestsPerSecond) {
        return slow(node, Volume.TABLES, requestsPerSecond);
    }

    /** {@link #slow(Identified, int)}, of the disk that holds this. */
    public static Fault slow(Identified node, Volume part, int requestsPerSecond) {
        Given.value("node", node);
        Given.value("part", part);
        Bounds.positive("requestsPerSecond", requestsPerSecond);
        String description = "%s requests a second on %s".formatted(requestsPerSecond, words(node, part));
        return fault(FaultKind.SLOW_DISK, node, part, description, (patient, disk) -> {
            Healing slow = disk.slowDown(requestsPerSecond);
            return new Cure(slow::close, slow::close);
        });
    }

    /**
     * The sectors on which a table lies can be neither read nor written: EIO, until it heals, and then they hold what they held. ext4
     * alone. The server is restarted for it, so that nothing of the table is cached.
     *
     * @param table in the database {@code postgres}, of at least one row; its first gigabyte is struck
     */
    public static Fault badSectors(Identified node, String table) {
        Given.value("node", node);
        Given.text("table", table, "orders");
        String description = "%s of %s".formatted(table, node.ref());
        return fault(FaultKind.BAD_SECTORS, node, Volume.TABLES, description, (patient, disk) -> {
            String file = file(patient, table);
            VolumeFaults.halt(patient);
            Healing good;
            try {
                good = disk.spoil(file);
            } finally {
                patient.start();
            }
            return Cure.of(() -> {
                good.close();
                VolumeFaults.comeUp(patient);
            });
        });
    }

    /**
     * A sync fails once, and the next one says that all is well: what the first should have written is lost. The disk lies on a store that
     * has no room but for what is on it by now, and so much more; whatever is written to new blocks beyond that fails when it is synced, or
     * when the kernel writes it back. ext4 alone. The server is restarted for it. When it heals the store has room, and the server goes on;
     * if it does not run any more, or the file system has turned read-only, the machine is switched off, the file system checked and
     * mounted, and the server started. Its power can be cut only after that: a file system without room does not recover.
     *
     * @param room how much new data is taken before that
     */
    public static Fault syncFails(Identified node, DataSize room) {
        Given.value("node", node);
        Given.value("room", room);
        Bounds.positive("room", room.bytes());
        String description = "%s more fit on the disk of %s".formatted(room, node.ref());
        return fault(FaultKind.SYNC_FAILS, node, Volume.TABLES, description, (patient, disk) -> {
            VolumeFaults.halt(patient);
            Healing store;
            try {
                store = disk.standOn(room);
            } finally {
                patient.start();
            }
            return Cure.of(() -> {
                store.close();
                if (patient.server().isRunning() && canWrite(patient)) {
                    VolumeFaults.comeUp(patient);
                } else {
                    switchOffAndOn(patient, disk);
                }
            });
        });
    }

    private static String file(Patient patient, String table) {
        String file = patient.server().data().path(TableFile.of(patient, table));
        if (patient.host().size(file) == 0) {
            throw new ReplicatedPostgresException(
                    "%s of %s lies on no sectors: it is empty, or was never written to its file. Write a row and a checkpoint first."
                            .formatted(table, patient.ref()));
        }
        return file;
    }

    private static boolean canWrite(Patient patient) {
        String probe = patient.host().home() + "/probe";
        try {
            patient.host().write(probe, new byte[1]);
            patient.host().delete(probe);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void switchOffAndOn(Patient patient, OwnDisk disk) {
        patient.cutPower();
        disk.repair();
        patient.start();
    }

    /** Strikes a disk and returns how it heals. */
    @FunctionalInterface
    private interface Failure {

        Healing begin(Patient patient, OwnDisk disk);
    }

    private static String words(Identified node, Volume part) {
        return part == Volume.TABLES
                ? "the disk of %s".formatted(node.ref())
                : "the disk of %s of %s".formatted(part.words(), node.ref());
    }

    private static Fault fault(FaultKind kind, Identified node, Volume part, String description, Failure failure) {
        return new NodeFault(kind, node, description, (patient, scene) -> {
            Fitness.running(kind, patient);
            return failure.begin(patient, Fitness.disk(kind, description, part, patient));
        });
    }
}
