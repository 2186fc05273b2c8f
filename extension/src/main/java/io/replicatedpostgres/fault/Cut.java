package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Impairment;

/** How a cut link treats the bytes that are sent along it. */
public enum Cut {
    /** Nothing arrives, nothing is lost: it arrives after healing, and the connections live on. */
    FREEZE("frozen"),
    /** It is dropped; the connections die on healing. */
    LOSE("losing"),
    /** The connections die at once and new ones are refused, as if no process listened. */
    REFUSE("refused"),
    /** The connections die at once; new ones are accepted, and reset at the first bytes. */
    RESET("reset");

    private final String word;

    Cut(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    Impairment impairment(Flow flow) {
        return switch (this) {
            case FREEZE -> new Impairment.Freeze(flow);
            case LOSE -> new Impairment.Lose(flow);
            case REFUSE -> new Impairment.Refuse();
            case RESET -> new Impairment.Reset();
        };
    }
}
