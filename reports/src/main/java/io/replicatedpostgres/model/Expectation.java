package io.replicatedpostgres.model;

/** What a test brings about on purpose, so that it is no failure of the cluster. */
public enum Expectation {
    /** Two nodes take writes at once. */
    SPLIT_BRAIN,
    /** Writes that were acknowledged are gone. */
    LOST_WRITES,
    /** Rows are there twice, or nobody asked for them, or sums are wrong: somebody tampers with the tables. */
    TAMPERED_ROWS
}
