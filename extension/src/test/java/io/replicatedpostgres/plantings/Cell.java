package io.replicatedpostgres.plantings;

import io.replicatedpostgres.check.Verdict.Outcome;

/** What one finder says of one planting. */
enum Cell {
    /** It fails, or shows what is wrong. */
    FOUND("●"),
    /** It says so without failing: nothing had promised anything else. */
    SAID("◐"),
    /** It says that it does not know, which is never a pass. */
    UNKNOWN("?"),
    /** It finds nothing. */
    SILENT("–"),
    /** It was not asked. */
    NOT_ASKED("");

    private final String sign;

    Cell(String sign) {
        this.sign = sign;
    }

    /** As the page shows it. */
    String sign() {
        return sign;
    }

    static Cell of(Outcome outcome) {
        return switch (outcome) {
            case FAIL -> FOUND;
            case ALLOWED -> SAID;
            case UNKNOWN -> UNKNOWN;
            case PASS, NOT_APPLICABLE -> SILENT;
        };
    }
}
