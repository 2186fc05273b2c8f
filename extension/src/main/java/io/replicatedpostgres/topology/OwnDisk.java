package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.DataSize;

/**
 * A disk that holds everything of one {@link Host}, and nothing else. The power of several is cut at one instant by freezing all of them
 * first.
 */
public interface OwnDisk {

    /** Freezes every process that works on it, the server and whatever else: from now on nothing is acknowledged. */
    void freeze();

    /**
     * Cuts the power and kills every process that works on it. What was not synced is gone, and the file system's own journal ends
     * here too. What the kernel had written back by itself is there.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be done
     */
    void cutPower();

    /**
     * Mounts it as after a real power cut: the file system recovers from its own journal. Nobody may work on it.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be mounted
     */
    void mountAgain();

    /**
     * Kills every process that works on it, and mounts it again after the check that an administrator runs on a file system that had
     * errors.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be mounted
     */
    void repair();

    /** Its file system meets an error of its own, and lets nobody write from now on, until {@link #repair()}. ext4 alone. */
    void turnReadOnly();

    /**
     * It answers EIO to every request; the kernel still reads what it has cached. A file system that could not write its journal stops,
     * until {@link #repair()}.
     */
    Healing die();

    /** It has no free block any more, for anybody. */
    Healing fill();

    /**
     * It answers no more than so many requests a second, reads and writes each. Only where there is {@link Capability#SLOW_DISK}.
     */
    Healing slowDown(int requestsPerSecond);

    /**
     * A file lies where every read and write answers EIO; nothing else lies there. Nobody may work on the disk meanwhile. ext4 alone.
     *
     * @param path of a file that has content
     */
    Healing spoil(String path);

    /**
     * What holds it has no room but for what lies on it by now, and so much more: new data is taken, and lost when it is synced.
     * Nobody may work on the disk meanwhile. ext4 alone.
     */
    Healing standOn(DataSize room);
}
