package io.replicatedpostgres.report;

import java.util.Locale;

/** The outcome of an operation of a workload, the worst first. */
public enum Fate {
    /** Its client was told that it is done, and it is not there in the end. */
    LOST,
    /** Told so with the warning that only the primary has it, and it is not there in the end: no broken promise. */
    LOST_LOCALLY,
    /** Its client does not know. */
    UNKNOWN,
    /** It was refused, or undone. */
    REJECTED,
    /** Acknowledged with the warning that only the primary has it. */
    LOCALLY,
    /** Acknowledged, and there in the end as far as it was read. */
    ACKNOWLEDGED;

    /** As the page says it. */
    public String word() {
        return switch (this) {
            case LOST_LOCALLY -> "lost, told locally";
            case LOCALLY -> "acknowledged locally";
            case LOST, UNKNOWN, REJECTED, ACKNOWLEDGED -> name().toLowerCase(Locale.ROOT);
        };
    }
}
