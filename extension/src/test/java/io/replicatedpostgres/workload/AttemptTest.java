package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is recorded of an operation, by what its client was told. */
class AttemptTest {

    @TempDir
    Path directory;

    private Journal journal;
    private Recorder recorder;

    @BeforeEach
    void begin() {
        journal = Journal.create(directory.resolve("attempts.jsonl"), Secrets.of());
        recorder = new Recorder(journal, "w");
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatIsAcknowledgedIsRecordedWithAllThatIsKnown() {
        long before = journal.nowNanos();
        Attempt attempt = new Attempt(recorder, 7, Kind.WRITE, 2).of(3, 41);
        long begun = journal.nowNanos();
        attempt.servedBy("node-2", List.of(new NodeRef("node-1"), new NodeRef("node-2")));
        attempt.inTransaction(700, new Lsn(100));
        attempt.waitsFor(new Timeline(2), new CommitWait("on", true));
        attempt.acknowledged(null);

        assertThat(recorded()).singleElement().satisfies(operation -> {
            assertThat(operation.invokedNanos()).isBetween(before, begun);
            assertThat(operation.endedNanos()).isBetween(begun, journal.nowNanos());
            assertThat(operation)
                    .isEqualTo(new Operation(
                            7,
                            Kind.WRITE,
                            2,
                            operation.invokedNanos(),
                            operation.latencyNanos(),
                            Result.ACKNOWLEDGED,
                            3,
                            41,
                            new NodeRef("node-2"),
                            new Lsn(100),
                            700L,
                            null,
                            new Timeline(2),
                            new CommitWait("on", true)));
        });
        assertThat(attempt.id()).isEqualTo(7);
        assertThat(attempt.value()).isEqualTo(41);
    }

    @Test
    void withoutAnotherKeyItIsItsNumberAndAReadHasTheValueThatItSaw() {
        Attempt attempt = attempt();
        attempt.saw(9);
        attempt.acknowledged(null);

        assertThat(recorded()).singleElement().satisfies(operation -> {
            assertThat(operation.key()).isEqualTo(operation.id());
            assertThat(operation.value()).isEqualTo(9);
            assertThat(operation.node()).isNull();
        });
    }

    @Test
    void aNameThatIsTheEndOfAnotherIsNotTakenForIt() {
        var b = new NodeRef("b");
        var ab = new NodeRef("a-b");
        Attempt one = attempt();
        one.servedBy("a-b", List.of(b, ab));
        one.acknowledged(null);
        Attempt other = attempt();
        other.servedBy("a-b", List.of(ab, b));
        other.acknowledged(null);
        Attempt none = attempt();
        none.servedBy("ab", List.of(ab, b));
        none.acknowledged(null);

        assertThat(recorded()).extracting(Operation::node).containsExactly(ab, ab, null);
    }

    @Test
    void beforeItsCommitAnErrorRejectsIt() {
        attempt().failed(new SQLException("the connection broke", "08006"));

        assertThat(recorded()).singleElement().satisfies(operation -> {
            assertThat(operation.result()).isEqualTo(Result.REJECTED);
            assertThat(operation.sqlState()).isEqualTo("08006");
        });
    }

    @Test
    void fromItsCommitOnAnErrorLeavesItOpenUnlessPostgresSaysThatItWasAborted() {
        Attempt open = attempt();
        open.committing();
        open.failed(new SQLException("the connection broke", "08006"));
        Attempt aborted = attempt();
        aborted.committing();
        aborted.failed(AbortTest.saidByPostgres("40001"));

        assertThat(recorded()).extracting(Operation::result).containsExactly(Result.UNKNOWN, Result.REJECTED);
        assertThat(recorder.unknown()).hasSize(1);
    }

    @Test
    void anErrorWithoutAStateHasNone() {
        attempt().failed(new SQLException("the pool is closed"));
        attempt().failed(new SQLException("the pool is closed", " "));

        assertThat(recorded()).hasSize(2).extracting(Operation::sqlState).containsOnlyNulls();
    }

    @Test
    void whatIsAbandonedIsOpenAndWhoComesLaterIsNotHeard() {
        Attempt attempt = attempt();
        attempt.abandoned();
        attempt.acknowledged(null);
        attempt.failed(new SQLException("too late", "08006"));

        assertThat(recorded()).extracting(Operation::result).containsExactly(Result.UNKNOWN);
    }

    @Test
    void aWaitThatWasCancelledIsAcknowledgedByThePrimaryAlone() {
        var other = new SQLWarning("there is already a transaction in progress");
        var chain = new SQLWarning("something else");
        chain.setNextWarning(new SQLWarning("canceling wait for synchronous replication due to user request"));
        attempt().acknowledged(other);
        attempt().acknowledged(chain);
        attempt()
                .acknowledged(new SQLWarning(
                        "canceling the wait for synchronous replication and terminating connection due to ..."));
        attempt().acknowledged(new SQLWarning());

        assertThat(recorded())
                .extracting(Operation::result)
                .containsExactly(Result.ACKNOWLEDGED, Result.LOCALLY, Result.LOCALLY, Result.ACKNOWLEDGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08000", "08006", "57P01", "57P02", "57P03"})
    void aConnectionThatEndedLeavesOpen(String state) {
        assertThat(Attempt.leavesOpen(state)).isTrue();
    }

    @Test
    void anAnswerLeavesNothingOpenAndNoStateDoes() {
        assertThat(Attempt.leavesOpen("40001")).isFalse();
        assertThat(Attempt.leavesOpen("57014")).isFalse();
        assertThat(Attempt.leavesOpen(null)).isTrue();
    }

    private Attempt attempt() {
        return new Attempt(recorder, 1, Kind.INSERT, 0);
    }

    private List<Operation> recorded() {
        recorder.flush();
        return JournalFile.readAll(journal.path().orElseThrow()).stream()
                .map(Entry::event)
                .filter(Operations.class::isInstance)
                .flatMap(event -> ((Operations) event).operations().stream())
                .toList();
    }
}
