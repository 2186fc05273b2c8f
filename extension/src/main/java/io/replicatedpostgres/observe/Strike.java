package io.replicatedpostgres.observe;

/** The effect of a fault or a damage on a node, as far as a judgement depends on it. */
public enum Strike {
    /** A server may end of it: its processes, files or limits are struck. */
    SERVER,
    /** What a node sends or gets is late, and arrives. */
    SLOW,
    /** Anything else: links that are cut, logins that are refused, slots that are gone. */
    OTHER
}
