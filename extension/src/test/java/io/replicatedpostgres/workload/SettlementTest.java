package io.replicatedpostgres.workload;

import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static io.replicatedpostgres.model.ServerState.Role.UNRESPONSIVE;
import static io.replicatedpostgres.workload.FakeServers.A;
import static io.replicatedpostgres.workload.FakeServers.B;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.OperationResolved;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is recorded of servers in the end, which node counts, and what becomes of operations with an unknown outcome. */
class SettlementTest {

    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final FakeServers servers = new FakeServers();
    private final List<Event> journal = new ArrayList<>();

    @Test
    void theOnlyPrimaryCounts() {
        settle(servers.is(A, PRIMARY).holds(A, "0-9").is(B, STANDBY).holds(B, "0-8"));

        assertThat(contents()).hasSize(2);
        assertThat(contentsOf(A).survivor()).isTrue();
        assertThat(contentsOf(A).rows()).hasToString("0-9");
        assertThat(contentsOf(A).standing()).isEqualTo(new Standing(PRIMARY, Timeline.FIRST, true));
        assertThat(contentsOf(B).survivor()).isFalse();
        assertThat(contentsOf(B).standing()).isEqualTo(new Standing(STANDBY, Timeline.FIRST, true));
        assertThat(notes()).isEmpty();
    }

    @Test
    void ofTwoPrimariesNoneCountsAndBothAreRead() {
        settle(servers.is(A, PRIMARY).is(B, PRIMARY));

        assertThat(contents()).hasSize(2).noneMatch(FinalContents::survivor);
        assertThat(contents()).allMatch(found -> standing(found).caughtUp());
        assertThat(notes())
                .singleElement()
                .asString()
                .contains("w: no node counts as the survivor, there are 2 primaries");
    }

    @Test
    void withoutAPrimaryNoneCountsAndNoStandbyHasCaughtUp() {
        settle(servers.is(A, STOPPED).is(B, STANDBY));

        assertThat(contents()).singleElement().satisfies(found -> {
            assertThat(found.node()).isEqualTo(B);
            assertThat(found.survivor()).isFalse();
            assertThat(standing(found).caughtUp()).isFalse();
        });
        assertThat(notes()).singleElement().asString().contains("there are 0 primaries");
    }

    @Test
    void aStandbyThatIsBehindIsReadAsItIs() {
        var c = new NodeRef("c");
        settle(servers.is(A, PRIMARY).is(B, STANDBY).isBehind(B).is(c, STANDBY));

        assertThat(standing(contentsOf(B)).caughtUp()).isFalse();
        assertThat(standing(contentsOf(c)).caughtUp()).isTrue();
        assertThat(notes())
                .singleElement()
                .asString()
                .contains(
                        "b did not catch up within 20 ms: wanted replay ≥ 0/64 on timeline 1, last saw it has replayed");
    }

    @Test
    void aServerThatAnswersLateIsLookedAtAgain() {
        settle(servers.is(A, PRIMARY).answersAfter(2));

        assertThat(contentsOf(A).survivor()).isTrue();
        assertThat(notes()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsNotRead() {
        settle(servers.is(A, PRIMARY).is(B, UNRESPONSIVE));

        assertThat(contents()).extracting(FinalContents::node).containsExactly(A);
        assertThat(contentsOf(A).survivor()).isTrue();
        assertThat(notes()).singleElement().asString().contains("not every server answered within 20 ms");
    }

    @Test
    void aTableThatIsNotThereHoldsNothing() {
        settle(servers.is(A, PRIMARY).holds(A, "0-9").withoutTable(A));

        assertThat(contentsOf(A))
                .isEqualTo(new FinalContents(
                        "w",
                        A,
                        true,
                        RowRanges.EMPTY,
                        RowRanges.EMPTY,
                        Map.of(),
                        null,
                        RowRanges.EMPTY,
                        Map.of(),
                        new Standing(PRIMARY, Timeline.FIRST, true),
                        null));
        assertThat(notes()).singleElement().asString().contains("a has no table w");
    }

    @Test
    void aTableBesideItThatIsNotThereCannotBeRead() {
        settle(servers.is(A, PRIMARY).holds(A, "0-9").cannotBeRead(A, FakeServers.noSuchTable("w_writes")));

        assertThat(contentsOf(A).problem()).contains("relation \"w_writes\" does not exist");
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        var operation = unknown(Kind.INSERT, 3, A, 700L);
        servers.is(A, PRIMARY).cannotBeRead(A, new ReplicatedPostgresException("invalid page in block 0"));
        settle(servers, operation);

        assertThat(contentsOf(A).problem()).isEqualTo("invalid page in block 0");
        assertThat(contentsOf(A).survivor()).isTrue();
        assertThat(resolved()).isEmpty();

        journal.clear();
        settle(servers.cannotBeRead(A, new IllegalStateException("not a number")));

        assertThat(contentsOf(A).problem()).isEqualTo("java.lang.IllegalStateException: not a number");
    }

    @Test
    void whatAClientDoesNotKnowIsAskedFor() {
        servers.is(A, PRIMARY).holds(A, "3").holdsWrites(A, "8");
        servers.transaction(700, "committed").transaction(701, "aborted").transaction(702, "committed");
        settle(
                servers,
                unknown(Kind.INSERT, 3, A, 700L),
                unknown(Kind.INSERT, 4, A, 701L),
                unknown(Kind.WRITE, 8, A, 702L));

        assertThat(resolved())
                .containsExactly(
                        new OperationResolved("w", 3, A, "committed"),
                        new OperationResolved("w", 4, A, "aborted"),
                        new OperationResolved("w", 8, A, "committed"));
    }

    @Test
    void aRowThatContradictsTheAnswerIsBelieved() {
        servers.is(A, PRIMARY).holds(A, "3");
        servers.transaction(700, "aborted").transaction(701, "committed");
        settle(
                servers,
                unknown(Kind.INSERT, 3, A, 700L),
                unknown(Kind.INSERT, 4, A, 701L),
                unknown(Kind.WRITE, 3, A, 701L),
                unknown(Kind.INSERT, 5, A, 702L));

        assertThat(resolved())
                .extracting(OperationResolved::status)
                .containsExactly(
                        "not known: transaction 700 is aborted, and the row is there",
                        "not known: transaction 701 is committed, and the row is not there",
                        "not known: transaction 701 is committed, and the row is not there",
                        "not known: transaction 702 is null, and the row is not there");
    }

    @Test
    void onlyTheServerOfATransactionIsAskedAndOnlyIfItHadANumber() {
        servers.is(A, PRIMARY).is(B, STANDBY).transaction(700, "aborted");
        settle(
                servers,
                unknown(Kind.INSERT, 1, A, 700L),
                unknown(Kind.INSERT, 2, A, null),
                unknown(Kind.INSERT, 3, null, 700L),
                unknown(Kind.INSERT, 4, B, 700L));

        assertThat(resolved())
                .containsExactly(
                        new OperationResolved("w", 1, A, "aborted"),
                        new OperationResolved(
                                "w",
                                4,
                                B,
                                "not known: b is a standby by now, and its transactions are another server's"));
    }

    @Test
    void aQuestionThatIsRefusedIsNotKnown() {
        settle(servers.is(A, PRIMARY), unknown(Kind.INSERT, 1, A, 0L));

        assertThat(resolved())
                .extracting(OperationResolved::status)
                .containsExactly("not known: a refused SELECT txid_status(?)");
    }

    @Test
    void theSurvivorAloneIsReadWithoutAWord() {
        servers.is(B, STANDBY).isPrimaryOn(A, 2).holds(A, "0-9");

        assertThat(Settlement.ofSurvivor(servers, "w")).get().satisfies(found -> {
            assertThat(found.node()).isEqualTo(A);
            assertThat(found.survivor()).isTrue();
            assertThat(found.rows()).hasToString("0-9");
            assertThat(found.standing()).isEqualTo(new Standing(PRIMARY, new Timeline(2), true));
        });
        assertThat(Settlement.ofSurvivor(servers.withoutTable(A), "w"))
                .get()
                .satisfies(found -> assertThat(found.rows()).isEqualTo(RowRanges.EMPTY));
        assertThat(Settlement.ofSurvivor(servers.is(B, PRIMARY), "w")).isEmpty();
    }

    private void settle(FakeServers settled, Operation... unknown) {
        new Settlement(settled, "w", journal::add, PATIENCE).record(List.of(unknown));
    }

    private List<FinalContents> contents() {
        return all(FinalContents.class);
    }

    private FinalContents contentsOf(NodeRef node) {
        return contents().stream()
                .filter(found -> found.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Standing standing(FinalContents found) {
        return Objects.requireNonNull(found.standing());
    }

    private List<OperationResolved> resolved() {
        return all(OperationResolved.class);
    }

    private List<Note> notes() {
        return all(Note.class);
    }

    private <T> List<T> all(Class<T> type) {
        return journal.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Operation unknown(Kind kind, long id, @Nullable NodeRef node, @Nullable Long xid) {
        return new Operation(id, kind, 0, 0, 1, Result.UNKNOWN, id, 5, node, null, xid, "08006");
    }
}
