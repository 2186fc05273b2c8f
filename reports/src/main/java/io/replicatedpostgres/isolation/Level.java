package io.replicatedpostgres.isolation;

import java.util.EnumSet;
import java.util.Set;

/** A level of isolation, by what it excludes; each excludes all that the one before it does. */
public enum Level {
    /** No transaction sees what is not committed. */
    READ_COMMITTED(
            "read committed",
            Anomaly.G0,
            Anomaly.G1A,
            Anomaly.G1B,
            Anomaly.G1C,
            Anomaly.GARBAGE_READ,
            Anomaly.DUPLICATE_ELEMENT,
            Anomaly.INCOMPATIBLE_ORDER,
            Anomaly.FUTURE_READ,
            Anomaly.INTERNAL),
    /** Each transaction reads one snapshot; two readers need not agree about the order of transactions that do not touch. */
    PARALLEL_SNAPSHOT_ISOLATION(
            "parallel snapshot isolation",
            Anomaly.NON_REPEATABLE_READ,
            Anomaly.LOST_UPDATE,
            Anomaly.G_SINGLE,
            Anomaly.STALE_READ),
    /** Each transaction reads one snapshot, and all snapshots lie in one order. */
    SNAPSHOT_ISOLATION("snapshot isolation", Anomaly.G_NONADJACENT),
    /** As if one transaction ran after the other. */
    SERIALIZABLE("serializable", Anomaly.G2_ITEM);

    private final String words;
    private final Set<Anomaly> own;

    Level(String words, Anomaly... own) {
        this.words = words;
        this.own = EnumSet.of(own[0], own);
    }

    /** Its name for people. */
    public String words() {
        return words;
    }

    /** Whether a history with this anomaly is not of this level. */
    public boolean excludes(Anomaly anomaly) {
        for (Level level : values()) {
            if (level.own.contains(anomaly)) {
                return level.compareTo(this) <= 0;
            }
        }
        return false;
    }
}
