package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ScenarioResult;
import java.util.Locale;

/**
 * The verdict of the report on an attempt at a test, the worst first. A test that passed, of which something is not known or was
 * lost, is not green: the worst of what was said of its guarantees decides.
 */
enum Verdict {
    /** It failed. */
    FAILED("failed"),
    /** Its journal has no end: the process was killed, or it is still running. */
    UNFINISHED("unfinished"),
    /** Its journal cannot be read to the end. */
    UNREADABLE("unreadable"),
    /** It passed though a guarantee was broken: the test itself looked for that, or took no notice. */
    BROKEN("passed with something broken"),
    /** It passed, and a guarantee could not be judged. */
    UNKNOWN("passed with something unknown"),
    /** It passed, and acknowledged writes were lost that no promise protects. */
    LOSS_ALLOWED("passed with an allowed loss"),
    /** An assumption did not hold. */
    ABORTED("aborted"),
    /** It passed, and all that was judged held. */
    PASSED("passed"),
    /** It was not run. */
    SKIPPED("skipped");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** Of a test that ended like this, and the worst that was said of its guarantees. */
    static Verdict of(ScenarioResult result, GuaranteeVerdict worst) {
        if (result != ScenarioResult.PASSED) {
            return valueOf(result.name());
        }
        return switch (worst) {
            case FAIL -> BROKEN;
            case UNKNOWN -> UNKNOWN;
            case ALLOWED -> LOSS_ALLOWED;
            case NOT_APPLICABLE, PASS -> PASSED;
        };
    }

    /** Whether the reader must do something about it. */
    public boolean isBad() {
        return compareTo(UNREADABLE) <= 0;
    }

    /** Whether it passed, and is not green. */
    public boolean isDoubtful() {
        return this == BROKEN || this == UNKNOWN || this == LOSS_ALLOWED;
    }

    /** Whether all that was judged held. */
    public boolean isGreen() {
        return this == PASSED;
    }

    /** Whether JUnit calls it passed. */
    public boolean isPassed() {
        return this == PASSED || isDoubtful();
    }

    /** In words, as the page shows it. */
    public String word() {
        return word;
    }

    /** In one word, for programs and style sheets. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
