package io.replicatedpostgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of recorded transactions, on the primary and across nodes. */
class IsolationCheckTest {

    private static final List<String> WRITERS = List.of(
            "0 0 10 acknowledged repeatable_read node-1 primary 1 0/10 1:1: - a1=1",
            "1 0 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - a2=2");

    private static final List<String> FORK = List.of(
            "2 5 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=",
            "3 5 10 acknowledged repeatable_read node-2 standby 1 0/20 1:1: - r1=;r2=2",
            "2 50 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=2");

    private static final String SKEW = "4 5 10 acknowledged repeatable_read node-1 primary 1 0/30 1:1: - r1=;r2=;a3=1";

    private static final String OTHER = "5 5 10 acknowledged repeatable_read node-1 primary 1 0/30 1:1: - r3=;r2=;a1=9";

    @Test
    void aLongForkIsFoundAcrossNodesAndNotOnThePrimary() {
        History history = history(concat(WRITERS, FORK));

        Verdict across = Guarantees.snapshotIsolation().acrossNodes().of(history);

        assertThat(across.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(across.reason()).isEqualTo("long fork (G-nonadjacent) in lists");
        assertThat(across.evidence())
                .hasSize(9)
                .anyMatch(line -> line.contains("on node-2, a standby, timeline 1, about 0/20")
                        && line.contains("read list 1 = [], read list 2 = [2]"))
                .anyMatch(line ->
                        line.matches("T\\d before T\\d: T\\d read list 1 without 1, which T\\d appended \\(rw\\)"));
        assertThat(across.evidence().get(0))
                .startsWith("long fork (G-nonadjacent) in lists: Two readers disagree")
                .endsWith("https://jepsen.io/consistency/phenomena");
        assertThat(Guarantees.snapshotIsolation().onPrimary().of(history).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Guarantees.parallelSnapshotIsolation().of(history).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void doesNotKnowWithoutTransactionsWithoutASecondNodeAndWithoutOverlap() {
        assertThat(Guarantees.serializable().of(history(List.of())).reason()).contains("Workload.listAppend");
        assertThat(Guarantees.serializable().of(history(WRITERS)))
                .returns(Outcome.UNKNOWN, Verdict::outcome)
                .returns(true, verdict -> verdict.reason().contains("served by node-1"));
        assertThat(Guarantees.serializable().onPrimary().of(history(WRITERS)).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Guarantees.serializable().onPrimary().of(history(WRITERS.subList(0, 1))))
                .returns(Outcome.UNKNOWN, Verdict::outcome)
                .returns(true, verdict -> verdict.reason().contains("at the same time"));
        assertThat(Guarantees.readCommitted()
                        .onPrimary()
                        .of(history(List.of("0 0 10 rejected repeatable_read node-1 primary 1 - - 40001 a1=1"))))
                .returns(Outcome.UNKNOWN, Verdict::outcome)
                .returns(true, verdict -> verdict.reason().contains("was committed"));
    }

    @Test
    void promisesWhatTheLevelOfTheTransactionsDoes() {
        assertThat(promised(WRITERS)).contains("snapshot isolation on the primary");
        assertThat(promised(replaced("serializable"))).contains("serializable on the primary");
        assertThat(promised(replaced("read_committed"))).contains("read committed on the primary");
    }

    @Test
    void promisesNothingOnceAServerWasPromotedOrCrashed() {
        var node = new NodeRef("node-1");

        assertThat(promised(WRITERS, new TimelineForked(node, new Timeline(2), Timeline.FIRST, Lsn.parse("0/10"))))
                .doesNotContain("snapshot isolation on the primary");
        assertThat(promised(
                        WRITERS,
                        new RoleChanged(node, Role.PRIMARY, Timeline.FIRST),
                        new RoleChanged(node, Role.STOPPED, null)))
                .doesNotContain("snapshot isolation on the primary");
    }

    @Test
    void aSkewIsBrokenOnlyWhereItWasAskedToBeSerializable() {
        String reader = "6 60 10 acknowledged repeatable_read node-1 primary 1 0/30 1:1: - r1=1,9;r2=2;r3=1";
        History history = history(concat(WRITERS, List.of(SKEW, OTHER, reader)));

        assertThat(Guarantees.snapshotIsolation().onPrimary().of(history).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Guarantees.serializable().onPrimary().of(history).reason()).contains("write skew (G2-item)");
        assertThat(Guarantees.serializable().onPrimary().findings(history)).hasSize(1);
    }

    @Test
    void whatIsStillUnderWayIsNoGarbage() {
        List<String> lines =
                concat(WRITERS, List.of("2 5 10 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1,77"));
        var ended = new ArrayList<>(entries(lines));
        ended.add(new Entry(2, Instant.EPOCH, new WorkloadEnded("lists", Map.of(), 70L)));

        assertThat(Guarantees.readCommitted().onPrimary().of(history(lines)).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Guarantees.readCommitted().onPrimary().of(History.of(ended)).reason())
                .isEqualTo("garbage read in lists");
    }

    private static List<String> replaced(String level) {
        return WRITERS.stream()
                .map(line -> line.replace("repeatable_read", level))
                .toList();
    }

    private static Stream<String> promised(List<String> transactions, Event... events) {
        var entries = new ArrayList<>(entries(transactions));
        for (Event event : events) {
            entries.add(new Entry(entries.size(), Instant.EPOCH, event));
        }
        return Guarantees.promised(History.of(entries)).stream().map(Check::guarantee);
    }

    private static History history(List<String> transactions) {
        return History.of(entries(transactions));
    }

    private static List<Entry> entries(List<String> lines) {
        List<Transaction> transactions = IntStream.range(0, lines.size())
                .mapToObj(i -> Transaction.parse(i + " " + lines.get(i)))
                .toList();
        return List.of(
                new Entry(0, Instant.EPOCH, new WorkloadBegan("lists", "list append", 4, null)),
                new Entry(1, Instant.EPOCH, new Transactions("lists", transactions)));
    }

    private static List<String> concat(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
