package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ScenarioResult;
import java.util.Locale;

/** What the report says of an attempt at a test, the worst first. */
enum Verdict {
    /** It failed. */
    FAILED,
    /** Its journal has no end: the process was killed, or it is still running. */
    UNFINISHED,
    /** Its journal cannot be read to the end. */
    UNREADABLE,
    /** An assumption did not hold. */
    ABORTED,
    /** It passed. */
    PASSED,
    /** It was not run. */
    SKIPPED;

    static Verdict of(ScenarioResult result) {
        return valueOf(result.name());
    }

    /** Whether the reader must do something about it. */
    public boolean isBad() {
        return compareTo(UNREADABLE) <= 0;
    }

    /** In lower case, as the page shows it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
