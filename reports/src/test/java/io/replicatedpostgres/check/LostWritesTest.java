package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LostWritesTest {

    @Test
    void whatTheSurvivorLacksIsNamedByIdAndNode() {
        History history = workload()
                .insert(ACKNOWLEDGED)
                .insert(ACKNOWLEDGED)
                .insert(ACKNOWLEDGED)
                .insert(LOCALLY)
                .insert(REJECTED)
                .on(B)
                .insert(ACKNOWLEDGED)
                .event(new TimelineForked(B, new Timeline(2), Timeline.FIRST, new Lsn(900)))
                .read();

        LostWrites lost = LostWrites.of(history, "w", has(B, "0"));

        assertThat(lost.isKnown()).isTrue();
        assertThat(lost.size()).isEqualTo(3);
        assertThat(lost.ids()).containsExactly(1L, 2L, 5L);
        assertThat(lost.acknowledged()).isEqualTo(4);
        assertThat(lost.byNode()).isEqualTo(Map.of(A, RowRanges.parse("1-2"), B, RowRanges.parse("5")));
        assertThat(lost.locally()).extracting(Operation::id).containsExactly(3L);
        assertThat(lost.present()).isEqualTo(RowRanges.parse("0"));
        assertThat(lost.survivor()).isEqualTo(B);
        assertThat(lost.walBytes()).contains(106L);
        assertThat(lost).hasToString("w: b lacks 3 of 4 acknowledged writes: a acknowledged 1-2; b acknowledged 5");
    }

    @Test
    void aSurvivorThatHasEverythingLostNothing() {
        LostWrites lost = LostWrites.of(workload().insert(ACKNOWLEDGED).read(), "w", has(A, "0"));

        assertThat(lost.isEmpty()).isTrue();
        assertThat(lost.walBytes()).isEmpty();
        assertThat(lost).hasToString("w: a lacks 0 of 1 acknowledged writes");
    }

    @Test
    void whatCouldNotBeReadIsNotKnownAndNeverZero() {
        History history = workload().insert(ACKNOWLEDGED).read();

        LostWrites unread =
                LostWrites.of(history, "w", Optional.of(FinalContents.unread("w", A, true, null, "no answer")));
        LostWrites nowhere = LostWrites.of(history, "w", Optional.empty());

        assertThat(unread.isKnown()).isFalse();
        assertThat(unread.whyUnknown())
                .hasValueSatisfying(why -> assertThat(why).contains("no answer"));
        assertThatThrownBy(unread::size)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageStartingWith(
                        "what w lost is not known: w on a (the survivor): could not be read: no answer.");
        assertThatThrownBy(nowhere::isEmpty).hasMessageContaining("was not read on a surviving primary");
        assertThatThrownBy(nowhere::present).hasMessageContaining("is not known");
        assertThat(nowhere)
                .hasToString("w: what is lost is not known: w was not read on a surviving primary in the end");
    }

    @Test
    void aWorkloadWithoutAnAcknowledgementProvesNothing() {
        LostWrites lost = LostWrites.of(workload().insert(REJECTED).read(), "w", has(A, ""));

        assertThat(lost.whyUnknown()).contains("none of the 1 operations of w was acknowledged");
    }

    @Test
    void aWorkloadThatIsNotRecordedIsNamed() {
        assertThatThrownBy(() -> LostWrites.of(workload().read(), "other", Optional.empty()))
                .hasMessageStartingWith("other is in no journal");
    }

    @Test
    void anEarlierSurvivorThatIsNotReadAgainCountsNoMore() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .found(A, true, "0")
                .on(B)
                .insert(ACKNOWLEDGED)
                .found(B, true, "0-1");

        assertThat(history.judgedBy(noAcknowledgedWriteLost()).outcome()).isEqualTo(Outcome.PASS);
    }

    private static Optional<FinalContents> has(NodeRef node, String rows) {
        return Optional.of(new FinalContents(
                "w", node, true, RowRanges.parse(rows), RowRanges.EMPTY, Map.of(), null, null, Map.of(), null, null));
    }

    @Test
    void aLossHasATimeAValueAndANumber() {
        History history = workload()
                .write(0, 5)
                .at(10)
                .write(0, 6)
                .at(20)
                .write(1, 7)
                .read(1, 7)
                .read();
        var found = workload().registers(B, true, "2", Map.of(0L, 0L, 1L, 7L)).read();

        LostWrites lost =
                LostWrites.of(history, "w", found.works().iterator().next().survivor());

        assertThat(lost.workload()).isEqualTo("w");
        assertThat(lost.isEmpty()).isFalse();
        assertThat(lost.acknowledged()).as("reads are no writes").isEqualTo(3);
        assertThat(lost.writes()).extracting(Operation::value).containsExactly(5L, 6L);
        assertThat(lost.time()).isEqualTo(Duration.ofMillis(10));
        assertThat(lost.present()).hasToString("2");
        assertThat(lost.values()).isEqualTo(Map.of(0L, 0L, 1L, 7L));
    }

    @Test
    void rowsAreThereWhereThereAreNoWritesToRegisters() {
        var found = workload().registers(B, true, "", Map.of()).read();
        History history = workload().insert(ACKNOWLEDGED).read();

        assertThat(LostWrites.of(history, "w", found.works().iterator().next().survivor())
                        .present())
                .isEqualTo(RowRanges.EMPTY);
        assertThat(LostWrites.of(history, "w", has(A, "0-3")).present()).hasToString("0-3");
    }
}
