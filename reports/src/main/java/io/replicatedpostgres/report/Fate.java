package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;
import java.util.Locale;

/** What became of an operation, seen from the end: what the client was told, and whether that was true. */
enum Fate {
    /** Told of success, and nothing says otherwise. */
    ACKNOWLEDGED,
    /** Told of success with a warning: only the primary was known to have it. */
    LOCALLY,
    /** Told, or able to know, that it is not done. */
    REJECTED,
    /** Not told: the connection broke while a commit was under way. */
    UNKNOWN,
    /** Told of success, and the survivor does not have it. */
    LOST;

    static Fate of(Operation.Result result, boolean lost) {
        return lost ? LOST : valueOf(result.name());
    }

    /** As the page shows it. */
    public String word() {
        return this == LOCALLY ? "acknowledged locally" : name().toLowerCase(Locale.ROOT);
    }
}
