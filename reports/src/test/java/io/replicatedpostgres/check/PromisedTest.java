package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is checked without being asked for. */
class PromisedTest {

    private static final String[] ALWAYS = {
        "no acknowledged write lost",
        "no two primaries acknowledged at once",
        "no rejected write present",
        "no write done twice"
    };

    @Test
    void withoutAWorkloadNothing() {
        assertThat(promised(history().event(new Expectations(true, List.of())))).isEmpty();
    }

    @Test
    void withAWorkloadEachPromiseIsListed() {
        assertThat(promised(workload())).containsExactly(ALWAYS);
        assertThat(promised(workload().event(new Expectations(false, List.of()))))
                .containsExactly(ALWAYS);
        assertThat(promised(fork(fork(workload())))).containsExactly(ALWAYS);
    }

    @Test
    void whatIsExpectedIsListedTooAndNoFailure() {
        var lost = workload().event(new Expectations(true, List.of(Expectation.LOST_WRITES)));
        lost.insert(ACKNOWLEDGED).found(B, true, "");

        assertThat(promised(lost)).containsExactly(ALWAYS);
        assertThat(Guarantees.promised(lost.read()).get(0).of(lost.read())).satisfies(verdict -> {
            assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
            assertThat(verdict.reason()).startsWith("the test says LOST_WRITES: 1 acknowledged write lost");
        });
    }

    @Test
    void whichNodeCountsIsLeftOpenWhereTwoPrimariesAreExpected() {
        var split = workload().event(new Expectations(false, List.of(Expectation.SPLIT_BRAIN)));
        split.insert(ACKNOWLEDGED).found(A, false, "0").found(B, false, "");

        assertThat(Guarantees.promised(split.read()).get(0).of(split.read()).outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void eachGuaranteeIsFoundByItsWords() {
        var all = List.of(
                Guarantees.noAcknowledgedWriteLost(),
                Guarantees.noTwoPrimariesAcknowledged(),
                Guarantees.noRejectedWritePresent(),
                Guarantees.noWriteDoneTwice(),
                Guarantees.noStaleReads(Duration.ofMillis(5)),
                Guarantees.readYourWrites(),
                Guarantees.monotonicReads(),
                Guarantees.noReadTakenBack(),
                Guarantees.balancesConserved(),
                Guarantees.noFailoverWithoutFault(),
                Guarantees.managerTellsTheTruth(),
                Guarantees.convergedWithin(Duration.ofSeconds(7)),
                Guarantees.slotsWithin(DataSize.megabytes(64)),
                Guarantees.slotsWithin(DataSize.kilobytes(3)),
                Guarantees.slotsWithin(DataSize.bytes(1_000)),
                Guarantees.recoveredWithin(Duration.ofMillis(9)),
                Guarantees.failedOverWithin(Duration.ofMillis(9)));

        assertThat(all)
                .allSatisfy(check -> assertThat(Guarantees.named(check.guarantee()))
                        .get()
                        .extracting(Check::guarantee)
                        .isEqualTo(check.guarantee()));
        assertThat(List.of(Guarantees.class.getMethods()))
                .filteredOn(method -> method.getReturnType() == Check.class)
                .as("each one is tried here")
                .hasSize(all.size() - 2);
        assertThat(Guarantees.named("the sky is blue")).isEmpty();
    }

    @Test
    void whatWasAnnouncedAndDidNotComeIsBroken() {
        var nothing = workload()
                .event(new Expectations(
                        false, List.of(Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN, Expectation.TAMPERED_ROWS)))
                .insert(ACKNOWLEDGED)
                .found(B, true, "0");
        var all = workload()
                .event(new Expectations(
                        false, List.of(Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN, Expectation.TAMPERED_ROWS)))
                .role(A, PRIMARY)
                .role(B, PRIMARY)
                .insert(ACKNOWLEDGED)
                .found(B, true, "8")
                .at(90)
                .role(A, STOPPED);

        assertThat(Expected.unmet(nothing.read()))
                .extracting(Verdict::guarantee)
                .containsExactly(
                        "@Expect(LOST_WRITES) is met", "@Expect(SPLIT_BRAIN) is met", "@Expect(TAMPERED_ROWS) is met");
        assertThat(Expected.unmet(all.read())).isEmpty();
        assertThat(Expected.unmet(workload().read())).isEmpty();
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
