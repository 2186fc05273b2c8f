package io.replicatedpostgres.cluster;

/** Clients at work on a cluster, as the end of a test sees them. */
public interface Work {

    /** Ends it. A second time does nothing. */
    void stop();

    /** Whether it has ended. */
    boolean isStopped();

    /** Records what the nodes hold of it, each time anew. It is stopped by then. */
    void settle();
}
