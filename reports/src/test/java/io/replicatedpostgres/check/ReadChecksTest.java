package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.monotonicReads;
import static io.replicatedpostgres.check.Guarantees.noStaleReads;
import static io.replicatedpostgres.check.Guarantees.readYourWrites;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation.Kind;
import java.time.Duration;
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
        var seen = workload().write(1, 1).read(1, 1).write(1, 2).read(1, 3);
        var missed = workload().write(1, 1).write(1, 2).read(1, 1);
        var notMine = workload().write(1, 2).by(1).read(1, 1);
        var other = workload().write(2, 2).read(1, 1);

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
        var forward = workload().read(1, 1).read(1, 1).read(1, 2).read(2, 0);
        var back = workload().read(1, 2).read(1, 1);
        var twoClients = workload().read(1, 2).by(1).read(1, 1);

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
}
