package io.replicatedpostgres.fault;

/** What becomes of what is sent along a link that is cut. */
public enum Cut {
    /** Nothing arrives, nothing is lost: it arrives after healing, and the connections live on. */
    FREEZE,
    /** It is dropped; the connections die on healing. */
    LOSE,
    /** The connections die at once and new ones are refused, as if nobody listened. */
    REFUSE,
    /** The connections die at once; new ones are accepted, and reset at the first bytes. */
    RESET
}
