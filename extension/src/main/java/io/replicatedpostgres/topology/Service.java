package io.replicatedpostgres.topology;

/** A service that listens on a host with an address of its own; each service has the port that its documentation names. */
public enum Service {
    /** PostgreSQL. */
    SQL(5432),
    /** The agent of a failover manager, which answers questions: Patroni's REST API. */
    API(8008),
    /** The distributed configuration store, for its clients: etcd. */
    STORE(2379),
    /** The members of the distributed configuration store, for each other. */
    PEER(2380);

    private final int port;

    Service(int port) {
        this.port = port;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }
}
