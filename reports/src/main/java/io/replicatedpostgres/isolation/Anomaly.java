package io.replicatedpostgres.isolation;

/** An anomaly of a history, by its name in the literature. */
public enum Anomaly {
    /** Two transactions overwrote each other, each before the other. */
    G0(Level.READ_COMMITTED, "dirty write", "G0", "Two transactions overwrote each other, each before the other"),
    /** A transaction read what another one wrote that was rejected. */
    G1A(Level.READ_COMMITTED, "aborted read", "G1a", "A transaction read what another one wrote that was rejected"),
    /** A transaction read what another one had not finished writing. */
    G1B(
            Level.READ_COMMITTED,
            "intermediate read",
            "G1b",
            "A transaction read what another one had not finished writing"),
    /** Transactions saw each other in a circle. */
    G1C(Level.READ_COMMITTED, "circular information flow", "G1c", "Transactions saw each other in a circle"),
    /** A transaction read what no transaction wrote. */
    GARBAGE_READ(Level.READ_COMMITTED, "garbage read", "garbage read", "A transaction read what no transaction wrote"),
    /** A list has an element twice that was appended once. */
    DUPLICATE_ELEMENT(
            Level.READ_COMMITTED,
            "duplicate element",
            "duplicate element",
            "A list has an element twice that was appended once"),
    /** Two lists of one key were read, and neither is the beginning of the other: two histories. */
    INCOMPATIBLE_ORDER(
            Level.READ_COMMITTED,
            "incompatible order",
            "incompatible order",
            "Two lists of one key were read, and neither is the beginning of the other: two histories"),
    /** A transaction read what was written only after it had ended, or what it wrote itself only later. */
    FUTURE_READ(
            Level.READ_COMMITTED,
            "future read",
            "future read",
            "A transaction read what was written only after it had ended, or what it wrote itself only later"),
    /** A transaction did not read what it had appended itself. */
    INTERNAL(
            Level.READ_COMMITTED,
            "internal inconsistency",
            "internal",
            "A transaction did not read what it had appended itself"),
    /** A transaction read one list twice, and it had changed in between. */
    NON_REPEATABLE_READ(
            Level.PARALLEL_SNAPSHOT_ISOLATION,
            "non-repeatable read",
            "P2",
            "A transaction read one list twice, and it had changed in between"),
    /** Two transactions read the same list, and then both appended to it. */
    LOST_UPDATE(
            Level.PARALLEL_SNAPSHOT_ISOLATION,
            "lost update",
            "P4",
            "Two transactions read the same list, and then both appended to it"),
    /** A transaction saw a part of another one's writes, or one write and not what came before it: exactly one rw in a circle. */
    G_SINGLE(
            Level.PARALLEL_SNAPSHOT_ISOLATION,
            "read skew",
            "G-single",
            "A transaction saw a part of another one's writes, or one write and not what came before it: exactly one"
                    + " rw in a circle"),
    /** As {@link #G_SINGLE}, where the order of a client or of the clock is a part of the circle: what was there is not seen. */
    STALE_READ(
            Level.PARALLEL_SNAPSHOT_ISOLATION,
            "stale read",
            "G-single",
            "A read skew where the order of a client or of the clock is a part of the circle: what was there is not"
                    + " seen"),
    /** Two readers disagree about which of two transactions came first: several rw in a circle, no two of them side by side. */
    G_NONADJACENT(
            Level.SNAPSHOT_ISOLATION,
            "long fork",
            "G-nonadjacent",
            "Two readers disagree about which of two transactions came first: several rw in a circle, no two of them"
                    + " side by side"),
    /** Two transactions each missed what the other one wrote: two rw side by side in a circle. */
    G2_ITEM(
            Level.SERIALIZABLE,
            "write skew",
            "G2-item",
            "Two transactions each missed what the other one wrote: two rw side by side in a circle");

    private final Level excludedFrom;
    private final String words;
    private final String code;
    private final String sentence;

    Anomaly(Level excludedFrom, String words, String code, String sentence) {
        this.excludedFrom = excludedFrom;
        this.words = words;
        this.code = code;
        this.sentence = sentence;
    }

    /** The lowest level that excludes it. */
    public Level excludedFrom() {
        return excludedFrom;
    }

    /** Its name for people: {@code long fork}. */
    public String words() {
        return words;
    }

    /** Its name in the literature: {@code G-nonadjacent}. */
    public String code() {
        return code;
    }

    /** What it is, in a sentence without its full stop. */
    public String sentence() {
        return sentence;
    }
}
