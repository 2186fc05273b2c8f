package io.replicatedpostgres.journal;

/** How something that had a beginning came to its end. */
public enum Outcome {
    /** As was wanted. */
    OK,
    /** Not as was wanted; the message beside it says why. */
    FAILED
}
