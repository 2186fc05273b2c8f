package io.replicatedpostgres.isolation;

/** What can be wrong with a history, by the names of the literature. */
public enum Anomaly {
    /** Two transactions overwrote each other, each before the other. */
    G0("dirty write", "G0", "Two transactions overwrote each other, each before the other"),
    /** A transaction read what another one wrote that was rejected. */
    G1A("aborted read", "G1a", "A transaction read what another one wrote that was rejected"),
    /** A transaction read what another one had not finished writing. */
    G1B("intermediate read", "G1b", "A transaction read what another one had not finished writing"),
    /** Transactions saw each other in a circle. */
    G1C("circular information flow", "G1c", "Transactions saw each other in a circle"),
    /** A transaction read what nobody wrote. */
    GARBAGE_READ("garbage read", "garbage read", "A transaction read what nobody wrote"),
    /** A list has an element twice that was appended once. */
    DUPLICATE_ELEMENT("duplicate element", "duplicate elements", "A list has an element twice that was appended once"),
    /** Two lists of one key were read, and neither is the beginning of the other: two histories. */
    INCOMPATIBLE_ORDER(
            "incompatible order",
            "incompatible order",
            "Two lists of one key were read, and neither is the beginning of the other: two histories"),
    /** A transaction read what was written only after it had ended, or what it wrote itself only later. */
    FUTURE_READ(
            "future read",
            "future read",
            "A transaction read what was written only after it had ended, or what it wrote itself only later"),
    /** A transaction did not read what it had appended itself. */
    INTERNAL("internal inconsistency", "internal", "A transaction did not read what it had appended itself"),
    /** A transaction read one list twice, and it had changed in between. */
    NON_REPEATABLE_READ(
            "non-repeatable read", "P2", "A transaction read one list twice, and it had changed in between"),
    /** Two transactions read the same list, and then both appended to it. */
    LOST_UPDATE("lost update", "P4", "Two transactions read the same list, and then both appended to it"),
    /** A transaction saw a part of another one's writes, or one write and not what came before it: exactly one rw in a circle. */
    G_SINGLE(
            "read skew",
            "G-single",
            "A transaction saw a part of another one's writes, or one write and not what came before it: exactly one rw in a circle"),
    /** As {@link #G_SINGLE}, where the order of a client or of the clock is a part of the circle: what was there is not seen. */
    STALE_READ(
            "stale read",
            "G-single",
            "A read skew where the order of a client or of the clock is a part of the circle: what was there is not seen"),
    /** Two readers disagree about which of two transactions came first: several rw in a circle, no two of them side by side. */
    G_NONADJACENT(
            "long fork",
            "G-nonadjacent",
            "Two readers disagree about which of two transactions came first: several rw in a circle, no two of them side by side"),
    /** Two transactions each missed what the other one wrote: two rw side by side in a circle. */
    G2_ITEM(
            "write skew",
            "G2-item",
            "Two transactions each missed what the other one wrote: two rw side by side in a circle");

    private final String words;
    private final String code;
    private final String sentence;

    Anomaly(String words, String code, String sentence) {
        this.words = words;
        this.code = code;
        this.sentence = sentence;
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
