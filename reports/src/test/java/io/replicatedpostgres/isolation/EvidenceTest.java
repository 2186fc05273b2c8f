package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who is named, and what is said of them. */
class EvidenceTest {

    private static Judgement judge(Level level, Order order, String... history) {
        return Isolation.judge(Told.history(history), level, order);
    }

    private static Finding only(Anomaly anomaly, Judgement judgement) {
        return judgement.findings().stream()
                .filter(finding -> finding.anomaly() == anomaly)
                .findFirst()
                .orElseThrow(() -> new AssertionError(anomaly + " is not in " + judgement));
    }

    private static void says(Finding finding, String words, Long... transactions) {
        assertThat(finding.links()).extracting(Link::words).contains(words);
        assertThat(finding.transactions()).extracting(Transaction::id).containsExactly(transactions);
    }

    @Test
    void namesWordsAndSentences() {
        assertThat(Level.SNAPSHOT_ISOLATION.words()).isEqualTo("snapshot isolation");
        assertThat(Edge.RW.code()).isEqualTo("rw");
        for (Anomaly anomaly : Anomaly.values()) {
            assertThat(anomaly.sentence()).contains(" ").doesNotEndWith(".");
        }
    }

    @Test
    void whatIsNoCircleLeadsFromTheFirstToTheLast() {
        Finding aborted =
                only(Anomaly.G1A, judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 rejected a1=1", "1 0-9 ok r1=1"));

        assertThat(aborted.isCycle()).isFalse();
        assertThat(aborted.links()).extracting(Link::from).containsExactly(0);
        assertThat(aborted.links()).extracting(Link::to).containsExactly(1);
    }

    @Test
    void aCircleOfListsIsToldByItsElements() {
        Finding circle = only(
                Anomaly.G1C,
                judge(
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-9 ok a1=1;r2=5",
                        "1 0-9 ok a1=2;a2=5",
                        "2 0-9 ok r1=1,2"));

        says(circle, "T2 appended 2 to list 1 behind what T1 had appended", 0L, 1L);
        says(circle, "T1 read 5 in list 2, which T2 had appended", 0L, 1L);
        assertThat(circle.isCycle()).isTrue();
        assertThat(circle.links()).extracting(Link::edge).containsExactly(Edge.WW, Edge.WR);
        assertThat(circle.links()).extracting(Link::from).containsExactly(0, 1);
        assertThat(circle.links()).extracting(Link::to).containsExactly(1, 0);
    }

    @Test
    void whatNobodyReadIsBehindAllThatWasRead() {
        Finding skew = only(
                Anomaly.G_SINGLE,
                judge(
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-9 ok a1=1;a2=1",
                        "1 0-9 ok a1=2;r2=",
                        "2 0-9 ok r1=1,2"));

        says(skew, "T2 read list 2 without more, which T1 appended", 0L, 1L);
    }

    @Test
    void whatOneReadShowsNamesTheWriterFirst() {
        Judgement rejected =
                judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 ok a1=1", "1 0-9 rejected a1=2", "2 0-9 ok r1=1,2");
        says(
                only(Anomaly.G1A, rejected),
                "T2 read 2 in list 1, which T1 wrote and was told that it is not done",
                1L,
                2L);
        Judgement garbage = judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 ok a1=1", "1 0-9 ok r1=1,7");
        says(only(Anomaly.GARBAGE_READ, garbage), "T1 read 7 in list 1, which no transaction wrote", 1L);
        assertThat(only(Anomaly.GARBAGE_READ, garbage).isCycle()).isFalse();
        Judgement twice = judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 ok a1=1;a1=2", "1 0-9 ok r1=1,2,1");
        says(only(Anomaly.DUPLICATE_ELEMENT, twice), "T1 read 1 twice in list 1", 1L);
        Judgement own = judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 ok a1=1;a1=2;r1=1");
        says(only(Anomaly.INTERNAL, own), "T1 had written 2 times to list 1, and then found the last 1 of that", 0L);
    }

    @Test
    void aReadOfLessIsNotWrongBecauseOfWhatCameLater() {
        assertThat(judge(
                                Level.READ_COMMITTED,
                                Order.PLAIN,
                                "0 0-9 ok a1=1",
                                "1 0-9 rejected a1=2",
                                "2 0-9 ok r1=1",
                                "3 0-9 ok r1=1,2")
                        .findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.transactions())
                        .extracting(Transaction::id)
                        .containsExactly(1L, 3L));
    }

    @Test
    void aListBesideTheOrderIsLookedAtToo() {
        String[] history = {"0 0-9 ok a1=1", "1 0-9 rejected a1=3", "2 0-9 ok r1=1", "3 0-9 ok r1=3,9,3"};

        Judgement judgement = judge(Level.READ_COMMITTED, Order.PLAIN, history);

        says(
                only(Anomaly.G1A, judgement),
                "T2 read 3 in list 1, which T1 wrote and was told that it is not done",
                1L,
                3L);
        says(only(Anomaly.GARBAGE_READ, judgement), "T1 read 9 in list 1, which no transaction wrote", 3L);
        says(only(Anomaly.DUPLICATE_ELEMENT, judgement), "T1 read 3 twice in list 1", 3L);
        says(
                only(Anomaly.INCOMPATIBLE_ORDER, judgement),
                "T1 read 1 in list 1 where T2 read 3, behind the same 0 elements: neither list is the beginning of the"
                        + " other",
                2L,
                3L);
    }

    @Test
    void listsBesideTheOrderThatWereWrittenAreOnlyAnotherHistory() {
        Judgement judgement = judge(
                Level.READ_COMMITTED,
                Order.PLAIN,
                "0 0-9 ok a1=1",
                "1 0-9 ok a1=2",
                "2 0-9 unknown a1=3",
                "3 0-9 ok r1=1,2",
                "4 0-9 ok r1=1,3",
                "5 0-9 ok r2=");

        assertThat(judgement.findings()).extracting(Finding::anomaly).containsExactly(Anomaly.INCOMPATIBLE_ORDER);
        says(
                judgement.findings().get(0),
                "T1 read 2 in list 1 where T2 read 3, behind the same 1 elements: neither list is the beginning of the"
                        + " other",
                3L,
                4L);
        assertThat(judgement.transactions())
                .as("the one with an unknown outcome is committed: it was read")
                .isEqualTo(6);
    }

    @Test
    void twoThatUpdateTheSameAreNamed() {
        Judgement judgement = judge(
                Level.PARALLEL_SNAPSHOT_ISOLATION,
                Order.PLAIN,
                "0 0-9 ok a1=5",
                "1 0-9 ok r1=5;a1=1",
                "2 0-9 ok r1=5;a1=2",
                "3 0-9 ok r1=5,1,2");

        says(
                only(Anomaly.LOST_UPDATE, judgement),
                "T1 and T2 both read list 1 with the same 1 elements, and then both appended to it",
                1L,
                2L);
    }

    @Test
    void whoWasToldOfAWarningIsJudgedAsWell() {
        assertThat(judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 locally a1=1;r1=", "1 0-9 ok a2=1")
                        .findings())
                .extracting(Finding::anomaly)
                .containsExactly(Anomaly.INTERNAL);
        assertThat(judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 unknown a1=1", "1 0-9 ok r1=1")
                        .transactions())
                .isEqualTo(2);
        assertThat(judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 unknown a1=1", "1 0-9 ok r1=")
                        .transactions())
                .isEqualTo(1);
        assertThat(judge(Level.READ_COMMITTED, Order.PLAIN, "0 0-9 rejected a1=1", "1 0-9 ok r1=1")
                        .transactions())
                .as("read, and still rejected")
                .isEqualTo(1);
    }

    @Test
    void aReadThatCannotBeRepeatedIsToldLast() {
        assertThat(judge(
                                Level.PARALLEL_SNAPSHOT_ISOLATION,
                                Order.PLAIN,
                                "0 0-9 ok a1=1;a2=1",
                                "1 0-9 ok r1=;r1=1;r2=",
                                "2 0-9 ok r2=1")
                        .findings())
                .extracting(Finding::anomaly)
                .containsExactly(Anomaly.G_SINGLE, Anomaly.NON_REPEATABLE_READ);
    }

    @Test
    void theNodesAreThoseThatServed() {
        Transaction elsewhere = Transaction.parse("1 1 0 9 acknowledged repeatable_read b standby 1 - - - r1=");
        Transaction nowhere = Transaction.parse("2 2 0 9 acknowledged repeatable_read - - - - - - r1=");
        var all = List.of(Told.transaction(0, "0 0-9 ok a1=1"), elsewhere, nowhere, elsewhere);

        assertThat(Isolation.judge(TransactionTable.of(all.stream()), Level.SERIALIZABLE, Order.PLAIN)
                        .nodes())
                .containsExactly("node-1", "b");
    }

    @Test
    void theClockKnowsWhoWasDoneBeforeWhomInAnyOrderOfTheJournal() {
        assertThat(judge(
                                Level.SNAPSHOT_ISOLATION,
                                Order.STRICT,
                                "1 31-40 ok r1=1",
                                "0 0-10 ok a1=1",
                                "2 11-20 ok a1=2",
                                "3 12-50 ok a2=1",
                                "4 60-70 ok r1=1,2;r2=1")
                        .findings())
                .singleElement()
                .returns("G-single-realtime", Finding::code);
        assertThat(judge(Level.SNAPSHOT_ISOLATION, Order.STRICT, "1 20-40 ok r1=", "0 0-20 ok a1=1", "4 60-70 ok r1=1")
                        .findings())
                .as("it began as the other one ended")
                .isEmpty();
    }

    @Test
    void theReadingInTheEndIsOfNoClient() {
        assertThat(judge(Level.SNAPSHOT_ISOLATION, Order.SESSION, "-1 0-1 ok r1=1", "0 0-1 ok a1=1", "-1 2-3 ok r1=")
                        .findings())
                .isEmpty();
        assertThat(judge(Level.SNAPSHOT_ISOLATION, Order.SESSION, "1 0-1 ok r1=1", "0 0-1 ok a1=1", "1 2-3 ok r1=")
                        .findings())
                .extracting(Finding::code)
                .containsExactly("G-single-process");
    }

    @Test
    void longHistoriesAreKeptWhole() {
        var all = new ArrayList<Transaction>();
        List<Long> list = LongStream.range(0, 300).boxed().toList();
        IntStream.range(0, 300)
                .forEach(i -> all.add(Told.transaction(i, "%s %s-%s ok a1=%s".formatted(i, i, i + 1, i))));
        all.add(Told.of(300, 300, 400, 401, Operation.Result.ACKNOWLEDGED, List.of(TransactionStep.read(1, list))));
        TransactionTable table = TransactionTable.of(all.stream());

        assertThat(table.stream().toList()).isEqualTo(all);
        for (Order order : Order.values()) {
            assertThat(Isolation.judge(table, Level.SERIALIZABLE, order).findings())
                    .isEmpty();
        }
        assertThat(table.where(one -> true)).isSameAs(table);
    }

    @Test
    void theWayBackIsAsLongAsTheWay() {
        Finding fork = only(
                Anomaly.G_NONADJACENT,
                judge(
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a2=2",
                        "2 0-9 ok r1=1;r2=",
                        "3 0-9 ok r1=;r2=2",
                        "4 0-9 ok r1=1;r2=2"));

        assertThat(fork.transactions()).hasSize(4);
        assertThat(fork.links())
                .hasSize(4)
                .allSatisfy(link -> assertThat(link.to()).isEqualTo((link.from() + 1) % 4));
        assertThat(fork.links())
                .filteredOn(link -> link.edge() == Edge.RW)
                .extracting(Link::words)
                .containsExactlyInAnyOrder(
                        told(fork, 2, 1, "T%s read list 2 without 2, which T%s appended"),
                        told(fork, 3, 0, "T%s read list 1 without 1, which T%s appended"));
    }

    private static String told(Finding finding, long one, long other, String words) {
        List<Long> ids = finding.transactions().stream().map(Transaction::id).toList();
        return words.formatted(ids.indexOf(one) + 1, ids.indexOf(other) + 1);
    }
}
