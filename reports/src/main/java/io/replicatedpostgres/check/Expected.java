package io.replicatedpostgres.check;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.Expectation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that what a test announced came. */
public final class Expected {

    private static final String PREFIX = "@Expect(";

    private Expected() {}

    /** A broken verdict for each thing that the test expects and that did not come; none if all came. */
    public static List<Verdict> unmet(History history) {
        return unmet(history, Map.of());
    }

    /**
     * The same for a test that shares its cluster with others: what was seen before it does not count.
     *
     * @param before what {@link #seen} said when the test began
     */
    public static List<Verdict> unmet(History history, Map<Expectation, Set<String>> before) {
        var unmet = new ArrayList<Verdict>();
        List<Expectation> expected =
                history.expectations().map(said -> said.expected()).orElse(List.of());
        for (Expectation expectation : expected) {
            if (before.getOrDefault(expectation, Set.of()).containsAll(seen(expectation, history))) {
                unmet.add(Verdict.fail(
                        "%s%s) is met".formatted(PREFIX, expectation),
                        "%s. Write @Allow(%s) if it only may happen".formatted(words(expectation), expectation),
                        List.of()));
            }
        }
        return unmet;
    }

    /** Whether a verdict is one of these. */
    public static boolean isOfAnExpectation(Verdict verdict) {
        return verdict.guarantee().startsWith(PREFIX);
    }

    /** What speaks for each expectation, line by line; nothing if it did not come. */
    public static Map<Expectation, Set<String>> seen(History history) {
        var seen = new EnumMap<Expectation, Set<String>>(Expectation.class);
        for (Expectation expectation : Expectation.values()) {
            seen.put(expectation, seen(expectation, history));
        }
        return seen;
    }

    private static Set<String> seen(Expectation expectation, History history) {
        return switch (expectation) {
            case LOST_WRITES -> broken(history, Guarantees.noAcknowledgedWriteLost());
            case SPLIT_BRAIN -> {
                Set<String> seen = broken(history, Guarantees.noTwoPrimariesAcknowledged());
                seen.addAll(overlaps(history.primaryPeriods()));
                yield seen;
            }
            case TAMPERED_ROWS ->
                broken(
                        history,
                        Guarantees.noRejectedWritePresent(),
                        Guarantees.noWriteDoneTwice(),
                        Guarantees.balancesConserved());
        };
    }

    private static Set<String> broken(History history, Check... checks) {
        var lines = new TreeSet<String>();
        for (Check check : checks) {
            Verdict verdict = check.of(history);
            if (verdict.outcome() == Outcome.FAIL) {
                lines.add(verdict.reason());
                lines.addAll(verdict.evidence());
            }
        }
        return lines;
    }

    /** Each pair of nodes that were primaries at once, and since when. */
    private static Set<String> overlaps(List<PrimaryPeriod> periods) {
        var found = new TreeSet<String>();
        for (int i = 0; i < periods.size(); i++) {
            PrimaryPeriod one = periods.get(i);
            for (PrimaryPeriod other : periods.subList(i + 1, periods.size())) {
                PrimaryPeriod both = one.overlap(other);
                if (!one.node().equals(other.node()) && !both.isEmpty()) {
                    found.add("%s and %s at %s".formatted(one.node(), other.node(), both.fromNanos()));
                }
            }
        }
        return found;
    }

    private static String words(Expectation expectation) {
        return switch (expectation) {
            case LOST_WRITES -> "no acknowledged write was lost";
            case SPLIT_BRAIN -> "no two nodes were primaries at once";
            case TAMPERED_ROWS -> "every row is as its client wrote it";
        };
    }
}
