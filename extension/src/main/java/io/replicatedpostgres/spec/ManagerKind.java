package io.replicatedpostgres.spec;

/** The failover managers that a cluster can be given. */
public enum ManagerKind {
    /** None: the test starts, stops and promotes the servers itself. */
    NONE("none"),
    /** Patroni, with etcd as its distributed configuration store. */
    PATRONI("Patroni"),
    /** pg_auto_failover, whose monitor is a PostgreSQL server of its own and decides. */
    PG_AUTO_FAILOVER("pg_auto_failover"),
    /** repmgr, whose records are in the servers themselves; the harness starts and stops the servers. */
    REPMGR("repmgr");

    private final String title;

    ManagerKind(String title) {
        this.title = title;
    }

    /** As its authors write it. */
    public String title() {
        return title;
    }
}
