package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For each anomaly a history that shows it, and one that is as like it as can be and does not. */
class AnomaliesTest {

    private static Arguments caught(Anomaly anomaly, Level level, Order order, String... history) {
        return Arguments.of(anomaly, level, order, Told.history(history), Arrays.toString(history));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                caught(
                        Anomaly.G0,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;a2=1",
                        "1 0-10 ok a1=2;a2=2",
                        "2 20-30 ok r1=1,2;r2=2,1"),
                caught(Anomaly.G1A, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 rejected a1=1", "1 0-10 ok r1=1"),
                caught(Anomaly.G1B, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok a1=1;a1=2", "1 0-10 ok r1=1"),
                caught(Anomaly.G1C, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok a1=1;r2=2", "1 0-10 ok a2=2;r1=1"),
                caught(Anomaly.GARBAGE_READ, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok r1=7"),
                caught(
                        Anomaly.DUPLICATE_ELEMENT,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok r1=1,1"),
                caught(
                        Anomaly.INCOMPATIBLE_ORDER,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok a1=2",
                        "2 0-10 ok r1=1",
                        "3 0-10 ok r1=2"),
                caught(Anomaly.FUTURE_READ, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok r1=1", "1 11-20 ok a1=1"),
                caught(Anomaly.FUTURE_READ, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok r1=1;a1=1"),
                caught(Anomaly.INTERNAL, Level.READ_COMMITTED, Order.PLAIN, "0 0-10 ok a1=1;r1="),
                caught(
                        Anomaly.NON_REPEATABLE_READ,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok r1=;r1=1"),
                caught(
                        Anomaly.LOST_UPDATE,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok r1=;a1=1",
                        "1 0-10 ok r1=;a1=2"),
                caught(
                        Anomaly.G_SINGLE,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;a2=1",
                        "1 0-10 ok r1=;r2=1",
                        "2 0-10 ok r1=1"),
                caught(
                        Anomaly.G_SINGLE,
                        Level.SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;a2=1",
                        "1 0-10 ok r1=;r2=1",
                        "2 0-10 ok r1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SNAPSHOT_ISOLATION,
                        Order.STRICT,
                        "0 0-10 ok a1=1",
                        "1 11-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.SESSION,
                        "0 0-10 ok a1=1",
                        "0 11-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SNAPSHOT_ISOLATION,
                        Order.STRICT,
                        "0 0-10 ok a1=1",
                        "1 20-30 ok a2=2",
                        "2 40-50 ok r1=",
                        "3 60-70 ok r1=1;r2=2"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SNAPSHOT_ISOLATION,
                        Order.STRICT,
                        "0 0-100 ok a3=9",
                        "1 1-5 ok a1=1",
                        "2 50-60 ok r1=",
                        "3 200-210 ok r1=1;r3=9"),
                caught(
                        Anomaly.G1C,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;r2=2",
                        "1 0-10 ok a2=2;r1=1"),
                caught(
                        Anomaly.G1C,
                        Level.SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;r2=2",
                        "1 0-10 ok a2=2;r1=1"),
                caught(Anomaly.G1C, Level.SERIALIZABLE, Order.PLAIN, "0 0-10 ok a1=1;r2=2", "1 0-10 ok a2=2;r1=1"),
                caught(
                        Anomaly.G0,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "0 0-10 ok a1=1;a2=1",
                        "1 0-10 ok a1=2;a2=2",
                        "2 20-30 ok r1=1,2;r2=2,1"),
                caught(Anomaly.G_NONADJACENT, Level.SNAPSHOT_ISOLATION, Order.PLAIN, LONG_FORK),
                caught(Anomaly.G2_ITEM, Level.SERIALIZABLE, Order.PLAIN, WRITE_SKEW),
                // a shorter circle of another kind leads through the same transactions
                caught(
                        Anomaly.G_NONADJACENT,
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok a2=2",
                        "2 0-10 ok r1=1;r2=;r4=;a3=5",
                        "3 0-10 ok r1=;r2=2;r3=;a4=6",
                        "4 20-30 ok r1=1;r2=2;r3=5;r4=6"));
    }

    private static final String[] LONG_FORK = {
        "0 0-10 ok a1=1", "1 0-10 ok a2=2", "2 0-10 ok r1=1;r2=", "3 0-10 ok r1=;r2=2", "4 20-30 ok r1=1;r2=2"
    };

    private static final String[] WRITE_SKEW = {
        "0 0-10 ok r1=;r2=;a1=1", "1 0-10 ok r1=;r2=;a2=2", "2 20-30 ok r1=1;r2=2"
    };

    @ParameterizedTest
    @MethodSource("broken")
    void isCaught(Anomaly anomaly, Level level, Order order, TransactionTable history, String text) {
        Judgement judgement = Isolation.judge(history, level, order);

        assertThat(judgement.findings()).as(text).extracting(Finding::anomaly).contains(anomaly);
    }

    @Test
    void circlesOfTwoKindsAreBothFound() {
        TransactionTable history = Told.history(
                "0 0-10 ok a1=1;r2=2",
                "1 0-10 ok a2=2;r1=1",
                "2 0-10 ok a3=1;a4=1",
                "3 0-10 ok a3=2;a4=2",
                "4 20-30 ok r3=1,2;r4=2,1");

        assertThat(Isolation.judge(history, Level.READ_COMMITTED, Order.PLAIN).findings())
                .extracting(Finding::anomaly)
                .contains(Anomaly.G1C, Anomaly.G0);
    }

    /** What is no anomaly, or none that the level excludes. */
    static Stream<Arguments> held() {
        return Stream.of(
                caught(
                        Anomaly.G0,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-10 ok a1=1;a2=1",
                        "1 0-10 ok a1=2;a2=2",
                        "2 20-30 ok r1=1,2;r2=1,2"),
                caught(Anomaly.G1A, Level.SERIALIZABLE, Order.STRICT, "0 0-10 unknown a1=1", "1 5-10 ok r1=1"),
                caught(Anomaly.G1A, Level.SERIALIZABLE, Order.STRICT, "0 0-10 rejected a1=1", "1 20-30 ok r1="),
                caught(Anomaly.G1A, Level.SERIALIZABLE, Order.STRICT, "0 0-10 rejected r1=7,8", "1 20-30 ok r1="),
                caught(Anomaly.G1B, Level.SERIALIZABLE, Order.STRICT, "0 0-10 ok a1=1;a1=2", "1 5-10 ok r1=1,2"),
                caught(Anomaly.G1B, Level.SERIALIZABLE, Order.STRICT, "0 0-10 ok a1=1;r1=1;a1=2;r1=1,2"),
                caught(Anomaly.G1C, Level.SERIALIZABLE, Order.STRICT, "0 0-10 ok a1=1;r2=", "1 0-10 ok a2=2;r1=1"),
                caught(
                        Anomaly.INCOMPATIBLE_ORDER,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok a1=2",
                        "2 0-10 ok r1=1",
                        "3 5-10 ok r1=1,2"),
                caught(Anomaly.FUTURE_READ, Level.SERIALIZABLE, Order.STRICT, "0 0-11 ok r1=1", "1 11-20 ok a1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-10 ok a1=1",
                        "1 10-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(
                        Anomaly.NON_REPEATABLE_READ,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok r1=;r1=1"),
                caught(
                        Anomaly.LOST_UPDATE,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-10 ok r1=;a1=1",
                        "1 0-10 ok r1=1;a1=2",
                        "2 20-30 ok r1=1,2"),
                caught(
                        Anomaly.LOST_UPDATE,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "0 0-10 ok r1=;a1=1",
                        "1 0-10 ok r1=;a1=2",
                        "2 20-30 ok r1=1,2"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "0 0-10 ok a1=1",
                        "1 11-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SERIALIZABLE,
                        Order.SESSION,
                        "0 0-10 ok a1=1",
                        "1 11-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(
                        Anomaly.STALE_READ,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-11 ok a1=1",
                        "1 11-20 ok r1=",
                        "2 30-40 ok r1=1"),
                caught(Anomaly.G_NONADJACENT, Level.PARALLEL_SNAPSHOT_ISOLATION, Order.PLAIN, LONG_FORK),
                caught(
                        Anomaly.G_NONADJACENT,
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        "0 0-10 ok a1=1",
                        "1 0-10 ok a2=2",
                        "2 0-10 ok r1=1;r2=",
                        "3 0-10 ok r1=1;r2=2",
                        "4 20-30 ok r1=1;r2=2"),
                caught(Anomaly.G2_ITEM, Level.SNAPSHOT_ISOLATION, Order.STRICT, WRITE_SKEW));
    }

    @ParameterizedTest
    @MethodSource("held")
    void isNotCaught(Anomaly unused, Level level, Order order, TransactionTable history, String text) {
        Judgement judgement = Isolation.judge(history, level, order);

        assertThat(judgement.findings()).as(text).isEmpty();
        assertThat(judgement.complete()).isTrue();
    }

    @Test
    void tellsALongForkAsACircleOfFour() {
        Finding fork = Isolation.judge(Told.history(LONG_FORK), Level.SNAPSHOT_ISOLATION, Order.PLAIN)
                .findings()
                .get(0);

        assertThat(fork.name()).isEqualTo("long fork (G-nonadjacent)");
        assertThat(fork.isCycle()).isTrue();
        assertThat(fork.transactions()).hasSize(4);
        assertThat(fork.links()).extracting(Link::edge).containsExactlyInAnyOrder(Edge.WR, Edge.RW, Edge.WR, Edge.RW);
        assertThat(fork.links()).extracting(Link::words).allMatch(words -> words.matches(".*T\\d.*T\\d.*"));
    }

    @Test
    void tellsAStaleReadByTheClock() {
        Finding stale = Isolation.judge(
                        Told.history("0 0-10 ok a1=1", "1 11-20 ok r1=", "2 30-40 ok r1=1"),
                        Level.SNAPSHOT_ISOLATION,
                        Order.STRICT)
                .findings()
                .get(0);

        assertThat(stale.code()).isEqualTo("G-single-realtime");
        assertThat(stale.links())
                .extracting(Link::words)
                .contains("T1 was acknowledged before T2 began", "T2 read list 1 without 1, which T1 appended");
    }

    @Test
    void doesNotKnowWhereNothingOverlapped() {
        assertThat(overlapped("0 0-10 ok a1=1", "1 10-20 ok r1=1")).isFalse();
        assertThat(overlapped("0 0-10 ok r1=", "1 5-20 ok r1=")).isFalse();
        assertThat(overlapped("0 0-10 ok a1=1", "0 5-20 ok r1=1")).isFalse();
        assertThat(overlapped("0 0-10 ok a1=1", "1 9-20 ok r1=1")).isTrue();
        assertThat(overlapped("0 0-10 ok r1=", "1 9-20 ok a1=1")).isTrue();
    }

    private static boolean overlapped(String... history) {
        return Isolation.judge(Told.history(history), Level.SERIALIZABLE, Order.PLAIN)
                .overlapped();
    }

    @Test
    void givesBackWhatItTook() {
        TransactionTable table = Told.history("0 0-10 ok a1=1;r1=1;r2=", "1 3-8 unknown a1=2");

        assertThat(table.stream().toList())
                .isEqualTo(List.of(
                        Told.transaction(0, "0 0-10 ok a1=1;r1=1;r2="), Told.transaction(1, "1 3-8 unknown a1=2")));
        assertThat(table.where(one -> one.id() == 1).size()).isEqualTo(1);
    }
}
