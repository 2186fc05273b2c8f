package io.replicatedpostgres.journal;

/** The result of one attempt at a test. */
public enum ScenarioResult {
    /** It ran to its end, and everything it asserts held. */
    PASSED,
    /** Something it asserts did not hold, or something broke. */
    FAILED,
    /** An assumption did not hold, so it stopped. */
    ABORTED,
    /** It was not run, for the reason given. */
    SKIPPED
}
