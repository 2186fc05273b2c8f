package io.replicatedpostgres.spec;

/** The failover managers that a cluster can be given. */
public enum ManagerKind {
    /** None: the test starts, stops and promotes the servers itself. */
    NONE("none"),
    /** Patroni, with etcd as its distributed configuration store. */
    PATRONI("Patroni");

    private final String title;

    ManagerKind(String title) {
        this.title = title;
    }

    /** As its authors write it. */
    public String title() {
        return title;
    }
}
