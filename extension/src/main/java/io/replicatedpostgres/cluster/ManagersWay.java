package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ManagerKind;

/** How a failover manager does what a test may not do past it. */
enum ManagersWay {
    TAKE_DOWN(
            "Take the leader down with kill() or stop(), and wait with manager().awaitFailoverFrom(node).",
            "Take the primary down with kill() or stop(), and wait with manager().awaitFailoverFrom(node)."),
    SWITCH_OVER(
            "Use cluster.manager().switchover(node).",
            "Take the primary down with kill() or stop(), and wait with cluster.manager().awaitFailoverFrom(node)."),
    REWIND(
            "It rewinds a former primary itself, once its agent runs: use start().",
            "Use cluster.manager().rejoin(node), which runs repmgr node rejoin --force-rewind."),
    COPY(
            "It makes a new copy itself where there is no data directory and its agent starts.",
            "Use cluster.manager().rejoin(node), or another cluster."),
    FENCE(
            "Use kill() or stop(); its agent rejoins it when it starts.",
            "Use kill() or stop(), and cluster.manager().rejoin(node)."),
    CONFIGURE(
            "Use cluster.manager().configure(), or ALTER SYSTEM by execute().",
            "Use ALTER SYSTEM by execute(), and pg_reload_conf()."),
    SYNCHRONOUS(
            "Use cluster.manager().configure(\"synchronous_mode = true\").",
            "Use ALTER SYSTEM SET synchronous_standby_names by execute(), and pg_reload_conf().",
            "Use cluster.manager().configure(\"number_sync_standbys = 1\").");

    private final String ofPatroni;
    private final String ofRepmgr;
    private final String ofPgAutoFailover;

    /** Patroni and pg_auto_failover do it in the same way. */
    ManagersWay(String ofPatroni, String ofRepmgr) {
        this(ofPatroni, ofRepmgr, ofPatroni);
    }

    ManagersWay(String ofPatroni, String ofRepmgr, String ofPgAutoFailover) {
        this.ofPatroni = ofPatroni;
        this.ofRepmgr = ofRepmgr;
        this.ofPgAutoFailover = ofPgAutoFailover;
    }

    /** The way out, in one sentence. */
    String of(ManagerKind kind) {
        return switch (kind) {
            case REPMGR -> ofRepmgr;
            case PG_AUTO_FAILOVER -> ofPgAutoFailover;
            case PATRONI, NONE -> ofPatroni;
        };
    }
}
