package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.Endpoint;

/**
 * One directed path to a server. A client of this route connects to {@link #endpoint()}, which stays the same
 * for the life of the link whatever becomes of the server behind it.
 */
public interface Link extends AutoCloseable {

    /** Who connects to whom along here. */
    Route route();

    /** Where to connect to. */
    Endpoint endpoint();

    /**
     * Makes something wrong with it, for open connections and new ones.
     *
     * @return heals exactly this
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if this kind of link cannot
     */
    Healing impair(Impairment impairment);

    /**
     * The server behind it was started or stopped by the harness: without a server new connections are refused, as they
     * would be without anything in between.
     */
    void serverRuns(boolean runs);

    /** Stops carrying anything and gives the endpoint back. Closing twice is harmless. */
    @Override
    void close();
}
