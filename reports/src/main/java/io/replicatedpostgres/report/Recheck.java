package io.replicatedpostgres.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads saved journals back and judges them by the checks of today: all that was judged when they were written, each
 * at its moment, and at the end all that is promised.
 */
final class Recheck {

    /** Of {@code check}: no guarantee is broken, and all is known. */
    static final int HELD = 0;

    /** Of {@code check}: a guarantee is broken. */
    static final int BROKEN = 1;

    /** Of {@code check}: a guarantee could not be judged, or a journal is not whole. */
    static final int NOT_KNOWN = 2;

    private Recheck() {}

    /** {@link #BROKEN} if a guarantee is broken in one of them, else {@link #NOT_KNOWN} or {@link #HELD}. */
    static int of(List<Path> journals, PrintStream out) {
        int broken = 0;
        int unknown = 0;
        for (Path journal : journals) {
            out.println(journal);
            var judged = JournalJudge.of(journal, line -> out.println("  " + line.replace("\n", "\n  ")));
            broken += judged == GuaranteeVerdict.FAIL ? 1 : 0;
            unknown += judged == GuaranteeVerdict.UNKNOWN ? 1 : 0;
        }
        out.printf(
                "%s: %s with a guarantee that is broken, %s with one that is not known or cut off%n",
                Markdown.count(journals.size(), "journal"), broken, unknown);
        return broken > 0 ? BROKEN : unknown > 0 ? NOT_KNOWN : HELD;
    }
}
