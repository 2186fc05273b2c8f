package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;

/** A path with nothing in between: its endpoint is the server's own, and nothing can be wrong with it. */
public record DirectLink(Route route, Endpoint endpoint) implements Link {

    @Override
    public Healing impair(Impairment impairment) {
        throw new ReplicatedPostgresException(
                "%s cannot be impaired by %s: nothing lies between its ends".formatted(route, impairment));
    }

    @Override
    public void serverRuns(boolean runs) {
        // a client notices when it connects
    }

    @Override
    public void close() {
        // there is nothing in between that could be closed
    }
}
