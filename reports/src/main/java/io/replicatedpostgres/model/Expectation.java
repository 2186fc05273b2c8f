package io.replicatedpostgres.model;

/** An outcome that a test brings about on purpose, so that it is not a failure of the cluster. */
public enum Expectation {
    /** Two nodes take writes at once. */
    SPLIT_BRAIN,
    /** Writes that were acknowledged are gone. */
    LOST_WRITES,
    /** Rows are duplicated, or no client wrote them, or sums are wrong: the test changes the tables itself. */
    TAMPERED_ROWS
}
