package io.replicatedpostgres.topology;

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
}
