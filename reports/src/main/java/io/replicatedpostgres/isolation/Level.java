package io.replicatedpostgres.isolation;

/** A level of isolation, by what it excludes; each excludes all that the one before it does. */
public enum Level {
    /** No transaction sees what is not committed. */
    READ_COMMITTED("read committed"),
    /** Each transaction reads one snapshot; two readers need not agree about the order of transactions that do not touch. */
    PARALLEL_SNAPSHOT_ISOLATION("parallel snapshot isolation"),
    /** Each transaction reads one snapshot, and all snapshots lie in one order. */
    SNAPSHOT_ISOLATION("snapshot isolation"),
    /** As if one transaction ran after the other. */
    SERIALIZABLE("serializable");

    private final String words;

    Level(String words) {
        this.words = words;
    }

    /** Its name for people. */
    public String words() {
        return words;
    }

    /** Whether a history with this anomaly is not of this level. */
    public boolean excludes(Anomaly anomaly) {
        return anomaly.excludedFrom().compareTo(this) <= 0;
    }
}
