package io.replicatedpostgres.isolation;

/** Which order beside that of the data a history must agree with. */
public enum Order {
    /** None: a reader may see what is old. */
    PLAIN,
    /** That of each client: it sees what it wrote, and never goes back. */
    SESSION,
    /** That of the clock: what was acknowledged before a transaction began is seen by it. */
    STRICT
}
