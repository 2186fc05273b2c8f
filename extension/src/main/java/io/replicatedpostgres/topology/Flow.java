package io.replicatedpostgres.topology;

/** Which of the two streams of bytes along a link. */
public enum Flow {
    /** From the client to the server. */
    FORWARD,
    /** From the server back; on a replication link that is the WAL. */
    BACKWARD,
    /** Both. */
    BOTH;

    /** What two flows are together. */
    public Flow and(Flow other) {
        return this == other ? this : BOTH;
    }
}
