package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.chaos.TrialResult.Thrown;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.DeadlineException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What came of a schedule, by what was thrown and what was judged. */
class TrialResultTest {

    private static final Thrown APART =
            new Thrown(new DeadlineException("the nodes did not converge"), "while the nodes were compared", true);
    private static final Thrown BROKEN_OFF =
            new Thrown(new IllegalStateException(" no node \n"), "in step 1 of 2", true);
    private static final Verdict NOT_CONVERGED = verdict("all nodes converged within 100 ms", Outcome.FAIL);

    @Test
    void onlyWhatIsBrokenOrNotKnownIsKept() {
        var all = List.of(
                verdict("a", Outcome.PASS),
                verdict("b", Outcome.FAIL),
                verdict("c", Outcome.ALLOWED),
                verdict("d", Outcome.UNKNOWN),
                verdict("e", Outcome.NOT_APPLICABLE));

        assertThat(TrialResult.of(null, null, all).notHeld())
                .extracting(Verdict::guarantee)
                .containsExactly("b", "d");
        assertThat(TrialResult.of(null, null, all).isFine()).isFalse();
        assertThat(TrialResult.of(null, null, all.subList(0, 1)).isFine()).isTrue();
        assertThat(TrialResult.of(BROKEN_OFF, null, List.of()).isFine()).isFalse();
    }

    @Test
    void nodesThatDidNotConvergeAreToldByTheCheckIfItIsBroken() {
        assertThat(TrialResult.of(null, APART, List.of(NOT_CONVERGED)).thrown()).isEmpty();
        assertThat(TrialResult.of(null, APART, List.of()).thrown()).contains(APART);
        assertThat(TrialResult.of(null, APART, List.of(verdict("all nodes converged within 100 ms", Outcome.UNKNOWN)))
                        .thrown())
                .contains(APART);
        assertThat(TrialResult.of(null, APART, List.of(verdict("no write done twice", Outcome.FAIL)))
                        .thrown())
                .contains(APART);
    }

    @Test
    void whatElseIsThrownWhileTheyAreComparedIsTold() {
        var error = new Thrown(new IllegalStateException("no node"), "while the nodes were compared", true);

        assertThat(TrialResult.of(null, error, List.of(NOT_CONVERGED)).thrown()).contains(error);
    }

    @Test
    void whatWasThrownFirstCounts() {
        assertThat(TrialResult.of(BROKEN_OFF, APART, List.of()).thrown()).contains(BROKEN_OFF);
        assertThat(TrialResult.of(BROKEN_OFF, null, List.of()).thrown()).contains(BROKEN_OFF);
        assertThat(TrialResult.of(BROKEN_OFF, APART, List.of(NOT_CONVERGED)).thrown())
                .contains(BROKEN_OFF);
    }

    @Test
    void itIsToldInAnOrder() {
        assertThat(TrialResult.of(BROKEN_OFF, null, List.of(verdict("d", Outcome.UNKNOWN), verdict("b", Outcome.FAIL))))
                .hasToString("""
                        b: BROKEN: because
                        The schedule could not be run to its end: in step 1 of 2: IllegalStateException: no node
                        d: not known: because""");
    }

    private static Verdict verdict(String guarantee, Outcome outcome) {
        return new Verdict(guarantee, outcome, "because", List.of());
    }
}
