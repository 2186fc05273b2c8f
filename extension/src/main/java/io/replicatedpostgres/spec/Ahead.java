package io.replicatedpostgres.spec;

/** How much of the next cluster is prepared while a test uses the current one. */
public enum Ahead {
    /** Nothing: every cluster begins when it is asked for, and no test shares the machine with what is for another. */
    NOTHING,
    /** Copies of the template, made at the lowest priority. In containers there is nothing to copy. */
    COPIES,
    /**
     * A whole cluster like this one, started and streaming. It takes as long as any other start, at the beginning of the test;
     * it is used if the next one asked for in this JVM, within a minute, is the same, and thrown away if not.
     */
    CLUSTER
}
