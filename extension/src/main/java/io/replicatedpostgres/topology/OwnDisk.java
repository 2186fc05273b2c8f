package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.DataSize;
import java.util.Optional;

/**
 * A disk of one {@link Host} that holds nothing else: everything of the host, or its WAL or archive alone. The power is that of the host's
 * machine with all its disks; that of several machines is cut at one instant by freezing all of them first.
 */
public interface OwnDisk {

    /** The disk of the same machine that holds {@code pg_wal} alone; empty if that lies with the rest. */
    default Optional<OwnDisk> wal() {
        return Optional.empty();
    }

    /** The disk of the same machine that holds the archive alone; empty if that lies with the rest. */
    default Optional<OwnDisk> archive() {
        return Optional.empty();
    }

    /** Freezes every process of the machine, the server and whatever else: from now on nothing is acknowledged. */
    void freeze();

    /**
     * Cuts the power of the machine and kills every process of it. What was not synced is gone on all its disks, and the journals of the
     * file systems end here too. What the kernel had written back by itself is there.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be done
     */
    void cutPower();

    /**
     * Mounts all disks of the machine as after a real power cut: each file system recovers from its own journal. No process may use them meanwhile.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be mounted
     */
    void mountAgain();

    /**
     * Kills every process of the machine, and mounts its disks again after the check that an administrator runs on file systems that had
     * errors.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be mounted
     */
    void repair();

    /** Its file system meets an error of its own, and lets no process write from now on, until {@link #repair()}. ext4 alone. */
    void turnReadOnly();

    /**
     * It answers EIO to every request; the kernel still reads what it has cached. A file system that could not write its journal stops,
     * until {@link #repair()}.
     */
    Healing die();

    /** It has no free block any more, not even for root. */
    Healing fill();

    /**
     * It answers no more than so many requests a second, reads and writes each. Only where there is {@link Capability#SLOW_DISK}.
     */
    Healing slowDown(int requestsPerSecond);

    /**
     * A file lies where every read and write answers EIO; nothing else lies there. No process may use the disk meanwhile. ext4 alone.
     *
     * @param path of a file that has content
     */
    Healing spoil(String path);

    /**
     * What holds it has no room but for what lies on it by now, and so much more: new data is taken, and lost when it is synced.
     * No process may use the disk meanwhile. ext4 alone.
     */
    Healing standOn(DataSize room);
}
