package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schedule that failed: shrinks it, and tells of it.
 *
 * @param ground where it failed
 * @param schedule what was done
 * @param origin where the schedule is from: {@code seed 42}
 * @param result what came of it
 */
record Failure(Ground ground, Schedule schedule, String origin, TrialResult result) {

    private static final int TRIES_MAX = 20;

    /** A try that does not converge waits for deadlines: no try begins when this time is over. */
    private static final Duration SHRINKING_MAX = Duration.ofMinutes(5);

    /**
     * Where a schedule failed.
     *
     * @param spec the plan of the cluster
     * @param nodes the names of its nodes
     * @param expected what the test expects
     * @param whereabouts what it ran on
     */
    record Ground(ClusterSpec spec, List<String> nodes, List<Expectation> expected, String whereabouts) {}

    /**
     * What is thrown.
     *
     * @param failsAgain whether a shorter schedule fails for this reason too
     * @param workload the call that begins the workload that the test asked for; empty if no text can name it; null for the
     *     default
     * @param alongside what was done beside the workload
     * @param checks what the test asked for; null for the default
     */
    AssertionError error(
            BiPredicate<List<Step>, Reason> failsAgain,
            @Nullable String workload,
            List<DatabaseWork> alongside,
            @Nullable List<Check> checks) {
        Reason reason = result.reasons(ground.nodes()).get(0);
        var shrinking = new Shrinking(TRIES_MAX, goesOn());
        List<Step> shortest = whyWhole() == null
                ? shrinking.shortest(schedule.steps(), steps -> failsAgain.test(steps, reason))
                : schedule.steps();
        String test = new PrintedTest(
                        ground.spec(),
                        new Schedule(schedule.name(), shortest),
                        ground.expected(),
                        List.of(
                                "From %s. It failed with: %s".formatted(origin, reason),
                                "Seen on " + ground.whereabouts()))
                .print(workload, alongside, checks);
        String text = "%s%nThe schedule, from %s:%n%s%n%s%n%s"
                .formatted(result, origin, steps(), told(shortest, shrinking, reason), test);
        var error = new AssertionError(text);
        result.thrown().ifPresent(thrown -> error.initCause(thrown.what()));
        return error;
    }

    private String steps() {
        return schedule.steps().stream().map(step -> "  " + step).collect(Collectors.joining("\n"));
    }

    private String told(List<Step> shortest, Shrinking shrinking, Reason reason) {
        int all = schedule.steps().size();
        if (whyWhole() != null) {
            return "No shorter one was tried: %s. As a test:".formatted(whyWhole());
        }
        if (shortest.size() == all) {
            return "None of %s shorter ones on other clusters failed for the same reason (%s). As a test:"
                    .formatted(shrinking.tries(), reason);
        }
        return "Of %s steps these %s are left after %s tries on other clusters, and fail for the same reason (%s). As a test:"
                .formatted(all, shortest.size(), shrinking.tries(), reason);
    }

    /** Why nothing can be left out; null if it can be tried. */
    private @Nullable String whyWhole() {
        if (Thread.currentThread().isInterrupted()) {
            return "the thread of the test was interrupted";
        }
        if (result.thrown().filter(thrown -> !thrown.hadBegun()).isPresent()) {
            return "it failed before its first step had begun";
        }
        return schedule.steps().size() == 1 ? "it has a single step" : null;
    }

    private static BooleanSupplier goesOn() {
        long end = System.nanoTime() + SHRINKING_MAX.toNanos();
        return () -> System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted();
    }
}
