package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.chaos.TrialResult.Thrown;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a schedule that failed. */
class FailureTest {

    private static final Step FIRST = Step.of(PAUSE, "node-2", 20, 30);
    private static final Step CULPRIT = Step.of(FAILOVER, 40, 50);
    private static final Verdict LOST =
            new Verdict("no acknowledged write lost", Outcome.FAIL, "3 lost", List.of("w insert 7"));

    private final List<Reason> reasons = new ArrayList<>();

    @Test
    void theShortestScheduleThatFailsForTheSameReasonIsPrinted() {
        AssertionError error = error(new TrialResult(null, List.of(LOST)), FIRST, CULPRIT, FIRST);

        assertThat(reasons).isNotEmpty().containsOnly(Reason.of(LOST));
        assertThat(error)
                .hasNoCause()
                .hasMessageStartingWith("""
                        no acknowledged write lost: BROKEN: 3 lost
                          w insert 7
                        The schedule, from seed 42:
                          Step.of(PAUSE, "node-2", 20, 30)
                          Step.of(FAILOVER, 40, 50)
                          Step.of(PAUSE, "node-2", 20, 30)
                        Of 3 steps these 1 are left after 3 tries on other clusters, and fail for the same reason (no acknowledged write lost: FAIL). As a test:
                        """)
                .hasMessageContaining("// From seed 42. It failed with: no acknowledged write lost: FAIL\n")
                .hasMessageContaining("// Seen on PostgreSQL 15\n")
                .hasMessageContaining("@Expect({Expectation.SPLIT_BRAIN})")
                .hasMessageContaining("                Step.of(FAILOVER, 40, 50))\n")
                .hasMessageContaining(".workload(each -> Workload.inserts(each))");
        assertThat(String.valueOf(error.getMessage()).split("As a test:", 2)[1]).doesNotContain("PAUSE");
    }

    @Test
    void whatDoesNotFailAgainIsPrintedAsItIs() {
        AssertionError error = error(new TrialResult(null, List.of(LOST)), FIRST, FIRST);

        assertThat(error)
                .hasMessageContaining("None of 2 shorter ones on other clusters failed for the same reason"
                        + " (no acknowledged write lost: FAIL). As a test:\n");
    }

    @Test
    void aSingleStepCannotBeShorter() {
        AssertionError error = error(new TrialResult(null, List.of(LOST)), CULPRIT);

        assertThat(reasons).isEmpty();
        assertThat(error).hasMessageContaining("No shorter one was tried: it has a single step. As a test:\n");
    }

    @Test
    void whatFailedBeforeItsFirstStepIsNotShrunk() {
        var thrown = new Thrown(new IllegalStateException("no table"), "before its first step", false);
        AssertionError error = error(new TrialResult(thrown, List.of()), FIRST, CULPRIT);

        assertThat(reasons).isEmpty();
        assertThat(error)
                .hasCause(thrown.what())
                .hasMessageContaining(
                        "No shorter one was tried: it failed before its first step had begun. As a test:\n");
    }

    @Test
    void whatFailedInAStepIsShrunk() {
        var thrown = new Thrown(new IllegalStateException("no table"), "in step 2 of 2", true);
        AssertionError error = error(new TrialResult(thrown, List.of()), FIRST, CULPRIT);

        assertThat(error).hasCause(thrown.what()).hasMessageContaining("Of 2 steps these 1 are left after 1 tries");
    }

    @Test
    void aThreadThatWasInterruptedTriesNoMore() {
        Thread.currentThread().interrupt();
        AssertionError error = error(new TrialResult(null, List.of(LOST)), FIRST, CULPRIT);
        boolean stillIs = Thread.interrupted();

        assertThat(stillIs).isTrue();
        assertThat(reasons).isEmpty();
        assertThat(error)
                .hasMessageContaining("No shorter one was tried: the thread of the test was interrupted. As a test:\n");
    }

    @Test
    void anInterruptWhileItShrinksEndsThat() {
        var ground = ground();
        var steps = List.of(FIRST, FIRST, FIRST, CULPRIT);
        var tried = new ArrayList<List<Step>>();
        AssertionError error = new Failure(
                        ground, new Schedule("seed42", steps), "seed 42", new TrialResult(null, List.of(LOST)))
                .error(
                        (some, reason) -> {
                            tried.add(some);
                            Thread.currentThread().interrupt();
                            return false;
                        },
                        null,
                        List.of(),
                        null);
        boolean stillIs = Thread.interrupted();

        assertThat(stillIs).isTrue();
        assertThat(tried).hasSize(1);
        assertThat(error).hasMessageNotContaining(".workload(");
    }

    private AssertionError error(TrialResult result, Step... steps) {
        return new Failure(ground(), new Schedule("seed42", List.of(steps)), "seed 42", result)
                .error(
                        (some, reason) -> {
                            reasons.add(reason);
                            return some.contains(CULPRIT);
                        },
                        "Workload.inserts(each)",
                        List.of(),
                        null);
    }

    private static Failure.Ground ground() {
        return new Failure.Ground(
                ClusterSpec.primaryAndStandby(),
                List.of("node-1", "node-2"),
                List.of(Expectation.SPLIT_BRAIN),
                "PostgreSQL 15");
    }
}
