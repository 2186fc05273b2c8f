package io.replicatedpostgres.check;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.Expectation;
import java.util.ArrayList;
import java.util.List;

/** What a test announced: whether it came. */
public final class Expected {

    private Expected() {}

    /** A broken verdict for each thing that the test expects and that did not come; none if all came. */
    public static List<Verdict> unmet(History history) {
        var unmet = new ArrayList<Verdict>();
        List<Expectation> expected =
                history.expectations().map(said -> said.expected()).orElse(List.of());
        for (Expectation expectation : expected) {
            if (!came(expectation, history)) {
                unmet.add(Verdict.fail(
                        "@Expect(%s) comes true".formatted(expectation),
                        "it did not: %s".formatted(words(expectation)),
                        List.of()));
            }
        }
        return unmet;
    }

    private static boolean came(Expectation expectation, History history) {
        return switch (expectation) {
            case LOST_WRITES -> isBroken(Guarantees.noAcknowledgedWriteLost(), history);
            case SPLIT_BRAIN -> isBroken(Guarantees.noTwoPrimariesAcknowledged(), history) || overlap(history.reigns());
            case TAMPERED_ROWS ->
                isBroken(Guarantees.noRejectedWritePresent(), history)
                        || isBroken(Guarantees.noWriteDoneTwice(), history)
                        || isBroken(Guarantees.balancesConserved(), history);
        };
    }

    private static boolean isBroken(Check check, History history) {
        return check.of(history).outcome() == Outcome.FAIL;
    }

    private static boolean overlap(List<Reign> reigns) {
        for (int i = 0; i < reigns.size(); i++) {
            Reign one = reigns.get(i);
            for (Reign other : reigns.subList(i + 1, reigns.size())) {
                if (!one.node().equals(other.node()) && !one.overlap(other).isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String words(Expectation expectation) {
        return switch (expectation) {
            case LOST_WRITES -> "no acknowledged write was lost";
            case SPLIT_BRAIN -> "no two nodes were primaries at once";
            case TAMPERED_ROWS -> "every row is as its client wrote it";
        };
    }
}
