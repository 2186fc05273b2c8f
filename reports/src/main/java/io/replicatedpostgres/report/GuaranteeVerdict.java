package io.replicatedpostgres.report;

import java.util.Arrays;

/**
 * The verdict on a guarantee, as a journal has it. The journal has it as a word, and a word that this version does not know, from a newer
 * one, is {@link #UNKNOWN}.
 */
enum GuaranteeVerdict {
    /** It did not hold. */
    FAIL("broken", "failed"),
    /** What was recorded does not tell. */
    UNKNOWN("not known", "unknown"),
    /** It did not hold, and no promise forbids that: an asynchronous primary may lose writes. */
    ALLOWED("loss allowed", "loss_allowed"),
    /** It is no promise of this cluster; the reason says why. */
    NOT_APPLICABLE("does not apply", "skipped"),
    /** It held in all that was recorded. */
    PASS("held", "passed");

    private final String word;
    private final String style;

    GuaranteeVerdict(String word, String style) {
        this.word = word;
        this.style = style;
    }

    static GuaranteeVerdict of(String word) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.name().equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** As the page says it. */
    public String word() {
        return word;
    }

    /** The class of its style. */
    public String style() {
        return style;
    }

    /** Whether a test that passed is not green because of it. */
    public boolean isDoubt() {
        return compareTo(ALLOWED) <= 0;
    }

    /**
     * What is known of a guarantee that was judged once more, over a longer history: what was not known then may be known now,
     * but what was broken stays broken.
     */
    GuaranteeVerdict then(GuaranteeVerdict later) {
        if (this == FAIL || later == FAIL) {
            return FAIL;
        }
        boolean laterCounts = this == UNKNOWN || later == UNKNOWN || this != ALLOWED;
        return laterCounts ? later : this;
    }
}
