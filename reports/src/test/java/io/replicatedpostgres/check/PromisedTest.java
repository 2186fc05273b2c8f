package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is checked without anybody asking. */
class PromisedTest {

    private static final String[] ALWAYS = {
        "no two primaries acknowledged at once", "no rejected write present", "no write done twice"
    };

    @Test
    void withoutAWorkloadNothing() {
        assertThat(promised(history().event(new Expectations(true, List.of())))).isEmpty();
    }

    @Test
    void withoutSynchronousStandbysNothingAboutLoss() {
        assertThat(promised(workload())).containsExactly(ALWAYS);
        assertThat(promised(workload().event(new Expectations(false, List.of()))))
                .containsExactly(ALWAYS);
    }

    @Test
    void withThemNoLossInOneFailover() {
        var history = workload().event(new Expectations(true, List.of()));

        assertThat(promised(history)).hasSize(4).contains(ALWAYS).startsWith("no acknowledged write lost");
        assertThat(promised(fork(history))).contains("no acknowledged write lost");
        assertThat(promised(fork(fork(history)))).doesNotContain("no acknowledged write lost");
    }

    @Test
    void whatIsExpectedIsNotChecked() {
        var lost = workload().event(new Expectations(true, List.of(Expectation.LOST_WRITES)));
        var split = workload().event(new Expectations(true, List.of(Expectation.SPLIT_BRAIN)));

        var tampered = workload().event(new Expectations(true, List.of(Expectation.TAMPERED_ROWS)));

        assertThat(promised(tampered)).containsExactly("no acknowledged write lost", ALWAYS[0]);
        assertThat(promised(lost)).containsExactly(ALWAYS);
        assertThat(promised(split)).containsExactly("no acknowledged write lost", ALWAYS[1], ALWAYS[2]);
    }

    @Test
    void accountsAreCounted() {
        assertThat(promised(history().event(new WorkloadBegan("w", "transfers", 1, 5L))))
                .contains("balances conserved");
    }

    @Test
    void theWorstOutcomeWins() {
        Verdict pass = Verdict.pass("g", "");
        Verdict unknown = Verdict.unknown("g", "");
        Verdict fail = Verdict.fail("g", "", List.of());

        assertThat(Verdict.worst(List.of(pass, pass))).isEqualTo(Outcome.PASS);
        assertThat(Verdict.worst(List.of(pass, unknown))).isEqualTo(Outcome.UNKNOWN);
        assertThat(Verdict.worst(List.of(fail, unknown, pass))).isEqualTo(Outcome.FAIL);
        assertThat(Verdict.worst(List.of())).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aCheckThatThrowsDoesNotKnow() {
        var broken = new Check() {
            @Override
            public String guarantee() {
                return "g";
            }

            @Override
            public Verdict of(History history) {
                throw new IllegalStateException("broken");
            }
        };

        List<Verdict> verdicts = Check.all(
                List.of(broken, Guarantees.noWriteDoneTwice()), workload().read());

        assertThat(verdicts).hasSize(2);
        assertThat(verdicts.get(0))
                .hasToString("g: not known: the check itself failed: java.lang.IllegalStateException: broken");
    }

    @Test
    void evidenceIsBounded() {
        List<String> many = IntStream.range(0, 25).mapToObj(i -> "line " + i).toList();

        assertThat(Verdict.fail("g", "r", many).evidence()).hasSize(21).endsWith("line 19", "… and 5 more");
        assertThat(Verdict.fail("g", "r", many.subList(0, 20)).evidence())
                .hasSize(20)
                .endsWith("line 19");
        assertThat(Verdict.fail("g", "r", many.subList(0, 1))).hasToString("g: BROKEN: r\n  line 0");
        assertThat(Verdict.pass("g", "r")).hasToString("g: held: r");
    }

    private static Written fork(Written history) {
        return history.event(new TimelineForked(B, new Timeline(2), Timeline.FIRST, Lsn.ZERO))
                .on(A);
    }

    private static List<String> promised(Written history) {
        return Guarantees.promised(history.read()).stream()
                .map(Check::guarantee)
                .toList();
    }
}
