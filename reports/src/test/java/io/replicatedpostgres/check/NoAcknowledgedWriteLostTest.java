package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NoAcknowledgedWriteLostTest {

    @Test
    void passesWhenAllIsThere() {
        var history = workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED).found(B, true, "0-1");

        Verdict verdict = history.judgedBy(noAcknowledgedWriteLost());

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict.reason()).contains("w on b (the survivor): 2 rows, 0 lost");
    }

    @Test
    void failsForOneThatIsNotThereAndNamesIt() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .by(3)
                .insert(ACKNOWLEDGED)
                .event(new TimelineForked(B, new Timeline(2), Timeline.FIRST, new Lsn(900)))
                .found(A, false, "0-1")
                .found(B, true, "0");

        Verdict verdict = history.judgedBy(noAcknowledgedWriteLost());

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.toString())
                .startsWith("no acknowledged write lost: BROKEN: w on b (the survivor): 1 rows, 1 lost");
        assertThat(verdict.reason())
                .contains("up to 102 bytes of WAL past the fork", "acknowledged by {a=1} within 0.000 s");
        assertThat(verdict.evidence())
                .containsExactly("w insert 1: client 3 was told of success by a at 0.002 s, about 0/3EA");
    }

    @Test
    void whatOnlyThePrimaryHadIsNoPromise() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .insert(LOCALLY)
                .insert(REJECTED)
                .insert(UNKNOWN)
                .found(B, true, "0");

        Verdict verdict = history.judgedBy(noAcknowledgedWriteLost());

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict.reason()).contains("0 lost, 1 lost that only the primary had, 0 phantom");
    }

    @Test
    void whatTheOldPrimaryHasDoesNotCount() {
        var history = workload().insert(ACKNOWLEDGED).found(A, false, "").found(B, true, "0");

        assertThat(history.judgedBy(noAcknowledgedWriteLost()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void everyKindThatLeavesARowCounts() {
        for (Kind kind : List.of(Kind.INSERT, Kind.TRANSFER, Kind.TWO_PHASE)) {
            var history = workload().operation(kind, ACKNOWLEDGED, 0, 5).found(B, true, "");

            assertThat(history.judgedBy(noAcknowledgedWriteLost()).outcome())
                    .as(kind.name())
                    .isEqualTo(Outcome.FAIL);
        }
    }

    @Test
    void aRegisterThatWentBackHasLostAWrite() {
        var history = workload().write(4, 10).write(4, 11).write(5, 1);

        assertThat(history.found(B, true, "", "", Map.of(4L, 10L, 5L, 1L), null).judgedBy(noAcknowledgedWriteLost()))
                .satisfies(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(verdict.evidence()).singleElement().asString().startsWith("w write 4 = 11: client 0");
                });
        assertThat(history.found(B, true, "", "", Map.of(4L, 12L, 5L, 1L), null)
                        .judgedBy(noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aRegisterThatIsNotThereHasLostAWrite() {
        var history = workload().write(4, 1).found(B, true, "");

        assertThat(history.judgedBy(noAcknowledgedWriteLost()).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void isNotKnownWithoutASurvivor() {
        assertThat(workload().judgedBy(noAcknowledgedWriteLost()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(workload()
                        .insert(REJECTED)
                        .found(B, true, "")
                        .judgedBy(noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(workload()
                        .insert(ACKNOWLEDGED)
                        .judgedBy(noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(workload()
                        .insert(ACKNOWLEDGED)
                        .found(B, false, "0")
                        .judgedBy(noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aLossWinsOverWhatIsNotKnown() {
        var history = workload().insert(ACKNOWLEDGED).found(B, true, "");
        history.event(new WorkloadBegan("other", "inserts", 1, null))
                .of("other")
                .insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(noAcknowledgedWriteLost()).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void oneWorkloadWithoutASurvivorIsNotKnown() {
        var history = workload().insert(ACKNOWLEDGED).found(B, true, "0");
        history.event(new WorkloadBegan("other", "inserts", 1, null))
                .of("other")
                .insert(ACKNOWLEDGED);

        Verdict verdict = history.judgedBy(noAcknowledgedWriteLost());

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("other was not read");
    }
}
