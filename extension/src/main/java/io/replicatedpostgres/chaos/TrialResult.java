package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.DeadlineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result of a schedule.
 *
 * @param thrownOrNone what kept it from being run to its end; null if nothing did
 * @param notHeld the guarantees that are broken or not known, each with its evidence
 */
record TrialResult(@Nullable Thrown thrownOrNone, List<Verdict> notHeld) {

    /**
     * Something thrown.
     *
     * @param what an exception or an error
     * @param when what was being done: {@code in step 2 of 5, Step.of(…)}
     * @param hadBegun whether a step had begun; else the schedule has no part in it
     */
    record Thrown(Throwable what, String when, boolean hadBegun) {

        @Override
        public String toString() {
            return "The schedule could not be run to its end: %s: %s: %s"
                    .formatted(
                            when,
                            what.getClass().getSimpleName(),
                            String.valueOf(what.getMessage()).strip());
        }
    }

    /** Copies the list. */
    TrialResult {
        notHeld = List.copyOf(notHeld);
    }

    /**
     * What came of it, of all that is known.
     *
     * @param thrown what kept it from being run to its end; null if nothing did
     * @param apart what was thrown when the nodes were compared; null if they are equal
     * @param verdicts what was judged then
     */
    static TrialResult of(@Nullable Thrown thrown, @Nullable Thrown apart, List<Verdict> verdicts) {
        boolean counts = thrown == null && apart != null && !isJudged(apart, verdicts);
        return new TrialResult(
                counts ? apart : thrown,
                verdicts.stream()
                        .filter(verdict -> verdict.outcome() == Outcome.FAIL || verdict.outcome() == Outcome.UNKNOWN)
                        .toList());
    }

    /** Nodes that do not converge are what a check of convergence is about: it says the same, with the differences. */
    private static boolean isJudged(Thrown apart, List<Verdict> verdicts) {
        return apart.what() instanceof DeadlineException
                && verdicts.stream()
                        .anyMatch(verdict -> verdict.outcome() == Outcome.FAIL
                                && verdict.guarantee().startsWith("all nodes converged"));
    }

    Optional<Thrown> thrown() {
        return Optional.ofNullable(thrownOrNone);
    }

    boolean isFine() {
        return thrownOrNone == null && notHeld.isEmpty();
    }

    /** Why it failed, the weightiest first: what is broken, what was thrown, what is not known. */
    List<Reason> reasons(List<String> nodes) {
        var reasons = new ArrayList<Reason>();
        with(Outcome.FAIL).forEach(verdict -> reasons.add(Reason.of(verdict)));
        thrown().ifPresent(thrown -> reasons.add(Reason.of(thrown.what(), nodes)));
        with(Outcome.UNKNOWN).forEach(verdict -> reasons.add(Reason.of(verdict)));
        return reasons;
    }

    /** The same order in words, with the evidence. */
    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        with(Outcome.FAIL).forEach(verdict -> lines.add(verdict.toString()));
        thrown().ifPresent(thrown -> lines.add(thrown.toString()));
        with(Outcome.UNKNOWN).forEach(verdict -> lines.add(verdict.toString()));
        return String.join("\n", lines);
    }

    private List<Verdict> with(Outcome outcome) {
        return notHeld.stream().filter(verdict -> verdict.outcome() == outcome).toList();
    }
}
