package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.monotonicReads;
import static io.replicatedpostgres.check.Guarantees.noReadTakenBack;
import static io.replicatedpostgres.check.Guarantees.noStaleReads;
import static io.replicatedpostgres.check.Guarantees.readYourWrites;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadChecksTest {

    private static final Check FRESH = noStaleReads(Duration.ofMillis(50));

    @Test
    void aReadMayMissWhatWasAcknowledgedWithinTheBound() {
        var history = workload().write(1, 1).at(10).write(1, 2).at(60).read(1, 1);

        assertThat(history.judgedBy(FRESH).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.judgedBy(FRESH).reason()).isEqualTo("1 reads");
    }

    @Test
    void aReadMayNotMissWhatIsOlder() {
        var history = workload().write(1, 1).at(10).write(1, 2).at(61).by(1).read(1, 1);

        Verdict verdict = history.judgedBy(FRESH);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.guarantee()).isEqualTo("no read staler than 50 ms");
        assertThat(verdict.reason()).isEqualTo("1 of 1 reads");
        assertThat(verdict.evidence())
                .singleElement()
                .asString()
                .startsWith("w read 1 = 1: client 1 was answered by a at 0.062 s")
                .contains("; but w write 1 = 2: client 0 was told of success by a at 0.011 s");
    }

    @Test
    void whatWasNotAcknowledgedNeedNotBeSeen() {
        var history = workload()
                .write(1, 1)
                .operation(Kind.WRITE, UNKNOWN, 1, 2)
                .operation(Kind.WRITE, REJECTED, 1, 3)
                .at(200)
                .read(1, 1);

        assertThat(history.judgedBy(FRESH).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void anotherRegisterDoesNotMatter() {
        var history = workload().write(2, 9).at(200).read(1, 0);

        assertThat(history.judgedBy(FRESH).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void theGreatestValueCountsThoughASmallerOneWasAcknowledgedLater() {
        var history = workload().write(1, 5).at(20).write(1, 4).at(200).read(1, 4);

        assertThat(history.judgedBy(FRESH).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aClientSeesWhatItWrote() {
        var seen = workload()
                .write(1, 1)
                .read(1, 1)
                .write(1, 2)
                .by(1)
                .write(1, 3)
                .by(0)
                .read(1, 3);
        var missed = workload().write(1, 1).write(1, 2).read(1, 1);
        var notMine = workload().write(1, 1).write(1, 2).by(1).read(1, 1);
        var other = workload().write(2, 2).read(1, 0);

        assertThat(seen.judgedBy(readYourWrites()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(missed.judgedBy(readYourWrites()).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(missed.judgedBy(readYourWrites()).evidence())
                .singleElement()
                .asString()
                .contains("w read 1 = 1", "w write 1 = 2");
        assertThat(notMine.judgedBy(readYourWrites()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(other.judgedBy(readYourWrites()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatAClientSawItDoesNotUnsee() {
        var forward = written().read(1, 1).read(1, 1).read(1, 2).read(2, 0);
        var back = written().read(1, 2).read(1, 1);
        var twoClients = written().read(1, 2).by(1).read(1, 1);

        assertThat(forward.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(back.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(back.judgedBy(monotonicReads()).evidence())
                .singleElement()
                .asString()
                .contains("w read 1 = 1", "but before that w read 1 = 2");
        assertThat(twoClients.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void withoutReadsNothingIsKnown() {
        var history = workload().write(1, 1).operation(Kind.READ, REJECTED, 1, 0);

        assertThat(history.judgedBy(FRESH).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(readYourWrites()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void ofTwoWritesOfOneValueOneThatWasNotRejectedIsEnough() {
        var first = workload().operation(Kind.WRITE, REJECTED, 1, 7).write(1, 7).read(1, 7);
        var last = workload().write(1, 7).operation(Kind.WRITE, REJECTED, 1, 7).read(1, 7);

        assertThat(first.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(last.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aWriteThatWasAskedForWhenTheReadWasAnsweredMayBeSeen() {
        var together = workload().at(5).read(1, 7).write(1, 7);
        var later = workload().at(5).read(1, 7).at(7).write(1, 7);

        assertThat(together.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(later.judgedBy(monotonicReads()).evidence())
                .singleElement()
                .asString()
                .endsWith("which was asked for only later");
    }

    @Test
    void aValueThatNoClientWroteIsNeverRight() {
        for (Check check : List.of(FRESH, readYourWrites(), monotonicReads(), noReadTakenBack())) {
            assertThat(written()
                            .read(1, 7)
                            .found(A, true, "", "", Map.of(1L, 7L), null)
                            .judgedBy(check))
                    .as(check.guarantee())
                    .satisfies(verdict -> {
                        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
                        assertThat(verdict.evidence())
                                .singleElement()
                                .asString()
                                .endsWith("which no client wrote");
                    });
            assertThat(workload()
                            .operation(Kind.WRITE, REJECTED, 1, 7)
                            .read(1, 7)
                            .judgedBy(check)
                            .evidence())
                    .singleElement()
                    .asString()
                    .endsWith("which was rejected");
            assertThat(workload().read(1, 7).at(5).write(1, 7).judgedBy(check).evidence())
                    .singleElement()
                    .asString()
                    .endsWith("which was asked for only later");
        }
    }

    @Test
    void readsThatFailForAReasonOfTheirOwnAreNotSilence() {
        var some = workload().write(1, 1).read(1, 1).state("42P01").operation(Kind.READ, REJECTED, 1, 0);
        var all = workload().write(1, 1).state("42P01").operation(Kind.READ, REJECTED, 1, 0);
        var away = workload().write(1, 1).read(1, 1).state("57P03").operation(Kind.READ, REJECTED, 1, 0);

        assertThat(some.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(some.judgedBy(monotonicReads()).reason()).contains("42P01=1");
        assertThat(all.judgedBy(monotonicReads()).reason()).contains("every read failed, SQLSTATE {42P01=1}");
        assertThat(away.judgedBy(monotonicReads()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatWasReadIsThereInTheEnd() {
        var unacknowledged = workload().operation(Kind.WRITE, UNKNOWN, 1, 5).read(1, 5);
        var kept = workload().write(1, 5).read(1, 5).registers(B, true, "0", Map.of(1L, 5L));
        var covered = workload().write(1, 5).read(1, 5).write(1, 6).registers(B, true, "2", Map.of(1L, 6L));

        assertThat(kept.judgedBy(noReadTakenBack()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(covered.judgedBy(noReadTakenBack()).evidence())
                .singleElement()
                .asString()
                .endsWith("and b does not have it in the end");
        assertThat(unacknowledged.judgedBy(noReadTakenBack()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(unacknowledged
                        .found(B, true, "", "", Map.of(1L, 0L), null)
                        .judgedBy(noReadTakenBack())
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }

    private static Written written() {
        return workload().write(1, 1).write(1, 2);
    }
}
