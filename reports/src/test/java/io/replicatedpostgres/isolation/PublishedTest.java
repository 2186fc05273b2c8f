package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories that Elle documents, and that Jepsen published, told again in our own form: the verdict is the same. Where the name is another
 * one, the isolation page says so.
 */
class PublishedTest {

    private static final String NONE = "";

    private static Arguments told(String about, Level level, Order order, String code, String... history) {
        return Arguments.of(about, level, order, code, history);
    }

    /** What Elle's read-me and its tests show, by the smallest level that excludes it. */
    static Stream<Arguments> documented() {
        return Stream.of(
                told(
                        "the demo of the read-me: one wrote behind the other, which read what it wrote",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G1c",
                        "0 0-9 ok a1=1;r2=1",
                        "1 0-9 ok a1=2;a2=1",
                        "2 0-9 ok r1=1,2"),
                told(
                        "a circle of writes",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G0",
                        "0 0-9 ok a1=1;a2=1",
                        "1 0-9 ok a1=2;a2=2",
                        "2 0-9 ok r1=1,2;r2=2,1"),
                told(
                        "a rejected write is read",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G1a",
                        "0 0-9 rejected a1=1",
                        "1 0-9 ok r1=1"),
                told(
                        "a dirty update: a rejected write is built upon",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G1a",
                        "0 0-9 rejected a1=1",
                        "1 0-9 ok r1=1;a1=2",
                        "2 0-9 ok r1=1,2"),
                told(
                        "the first of two writes of a transaction is read alone",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G1b",
                        "0 0-9 ok a1=1;a1=2",
                        "1 0-9 ok r1=1"),
                told(
                        "the same at a higher level, where a write is missed",
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "G-single",
                        "0 0-9 ok a1=1;a1=2",
                        "1 0-9 ok r1=1"),
                told(
                        "a write is missed that was never read, of a transaction that is overwritten",
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "G-single",
                        "0 0-9 ok a1=1;a2=1",
                        "1 0-9 ok a1=2;r2=",
                        "2 0-9 ok r1=1,2"),
                told(
                        "two miss each other's writes, which are never read",
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "G2-item",
                        "0 0-9 ok a1=1;r2=",
                        "1 0-9 ok a2=1;r1="),
                told(
                        "the clock: a write that was done is missed",
                        Level.SNAPSHOT_ISOLATION,
                        Order.STRICT,
                        "G-single-realtime",
                        "0 0-1 ok a1=1",
                        "1 2-3 ok a1=2",
                        "2 4-5 ok r1=1",
                        "3 6-7 ok r1=1,2"),
                told(
                        "a client misses its own write",
                        Level.SNAPSHOT_ISOLATION,
                        Order.SESSION,
                        "G-single-process",
                        "0 0-1 ok a1=1",
                        "1 2-3 ok a1=2",
                        "1 4-5 ok r1=1",
                        "2 6-7 ok r1=1,2"),
                told(
                        "two that are missed, not side by side, and the order of a client",
                        Level.SNAPSHOT_ISOLATION,
                        Order.SESSION,
                        "G-nonadjacent-process",
                        "0 0-9 ok r1=;r3=1",
                        "1 2-3 ok a1=1",
                        "1 4-5 ok r3=",
                        "2 6-7 ok a3=1"),
                told(
                        "two lists that contradict each other",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "incompatible order",
                        "0 0-9 ok a1=1;r2=1",
                        "1 0-9 ok a1=2",
                        "2 0-9 ok a1=3;a2=1",
                        "3 0-9 ok r1=1,3",
                        "4 0-9 ok r1=1,2,3"),
                told(
                        "and the circle beside them",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "G1c",
                        "0 0-9 ok a1=1;r2=1",
                        "1 0-9 ok a1=2",
                        "2 0-9 ok a1=3;a2=1",
                        "3 0-9 ok r1=1,3",
                        "4 0-9 ok r1=1,2,3"),
                told(
                        "an element twice",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "duplicate element",
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a1=2",
                        "2 0-9 ok r1=1,2,1"));
    }

    private static final String OTHERS = "9 0-9 ok a1=1;a1=2";

    static Stream<Arguments> inOneTransaction() {
        return Stream.of(
                told(
                        "its own write is not there",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "internal",
                        OTHERS,
                        "0 0-9 ok r1=1,2;a1=3;r1=1,2"),
                told(
                        "others come behind it",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "internal",
                        OTHERS,
                        "0 0-9 ok a1=3;r1=1,2,3,4",
                        "1 0-9 ok a1=4"),
                told(
                        "less than before",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "internal",
                        OTHERS,
                        "0 0-9 ok r1=1,2;a1=3;r1=1"),
                told(
                        "another beginning than before",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "incompatible order",
                        OTHERS,
                        "0 0-9 ok r1=1,2;a1=3;r1=2,3"),
                told(
                        "its own later write, with others around it",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "future read",
                        "1 0-9 ok a1=0",
                        "2 0-9 ok a1=2",
                        "0 0-9 ok r1=0,1,2;a1=1"),
                told(
                        "its own later write before an earlier one",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "future read",
                        "0 0-9 ok a1=1;r1=0,1;a1=0;a1=3"));
    }

    /** Of databases, by Jepsen; without the reads that have nothing to do with it. */
    static Stream<Arguments> findings() {
        return Stream.of(
                told(
                        "the example of Elle's paper: 8 is missed, and seen by one who wrote before",
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "G-single",
                        "0 0-9 ok a253=1;a253=3;a255=2;a255=5;a256=1;a256=2",
                        "1 0-9 ok a255=8;r253=1,3",
                        "2 0-9 ok a256=4;r255=2,5,8;r256=1,2,4",
                        "3 0-9 ok a250=10;r255=2,5;a256=3"),
                told(
                        "TiDB 2.1.7: a write between a read and the write that follows it",
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "G-single",
                        "9 0-1 ok a34=2;a34=1",
                        "0 2-9 ok r34=2,1;a36=5;a34=4",
                        "1 2-9 ok a34=5",
                        "2 2-9 ok r34=2,1,5,4"),
                told(
                        "FaunaDB 2.5.4: an own write is missed",
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "internal",
                        "0 0-9 ok a1=6;r1="),
                told(
                        "PostgreSQL 12.3 at SERIALIZABLE: two transactions miss each other's inserts",
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "G2-item",
                        "0 0-9 ok a1799=2;r1798=",
                        "1 0-9 ok r1799=;a1798=4;a1798=5;r1798=4,5"),
                told(
                        "PostgreSQL 18.4 at SERIALIZABLE, as told to pgsql-bugs",
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "G2-item",
                        "0 0-9 ok a633=3;r632=",
                        "1 0-9 ok a632=2;r633=;r632=2"),
                told(
                        "Amazon RDS for PostgreSQL 17.4: readers of two endpoints disagree about who came first",
                        Level.SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "G-nonadjacent",
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a2=1",
                        "2 0-9 ok r1=1;r2=",
                        "3 0-9 ok r1=;r2=1"));
    }

    @ParameterizedTest
    @MethodSource({"documented", "inOneTransaction", "findings"})
    void hasTheSameVerdict(String about, Level level, Order order, String code, String... history) {
        TransactionTable table = Told.history(history);

        assertThat(codes(table, level, order)).as(about).contains(code);
        if (level != Level.READ_COMMITTED && order == Order.PLAIN && !code.equals("G-single")) {
            assertThat(codes(table, below(level), order))
                    .as("no lower level excludes it")
                    .isEmpty();
        }
        if (order != Order.PLAIN) {
            assertThat(codes(table, Level.SERIALIZABLE, Order.PLAIN))
                    .as("without that order it is fine")
                    .isEmpty();
        }
    }

    private static Level below(Level level) {
        return switch (level) {
            case READ_COMMITTED, PARALLEL_SNAPSHOT_ISOLATION -> Level.READ_COMMITTED;
            case SNAPSHOT_ISOLATION -> Level.PARALLEL_SNAPSHOT_ISOLATION;
            case SERIALIZABLE -> Level.SNAPSHOT_ISOLATION;
        };
    }

    static Stream<Arguments> right() {
        return Stream.of(
                told(
                        "figure 3 of Adya, Liskov and O'Neil",
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        NONE,
                        "0 0-9 ok a3=1;a1=1;a2=1",
                        "1 0-9 ok r1=1;a2=2",
                        "2 0-9 ok r2=1,2;a3=3",
                        "3 0-9 ok r3=1,3"),
                told(
                        "a read between two own writes",
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        NONE,
                        "0 0-9 ok a1=1;r1=1;a1=2"),
                told(
                        "own writes, each read at once",
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        NONE,
                        OTHERS,
                        "0 0-9 ok r1=1,2;a1=3;r1=1,2,3;a1=4;r1=1,2,3,4"),
                told(
                        "what an unanswered transaction would have read is not known",
                        Level.SERIALIZABLE,
                        Order.STRICT,
                        NONE,
                        "0 0-9 unknown a1=2;r2=",
                        "1 0-9 ok a1=1;a2=1",
                        "2 0-9 ok r1=1,2;r2=1"),
                told("nothing is read", Level.SERIALIZABLE, Order.STRICT, NONE, "0 0-1 ok a1=1", "1 2-3 ok a1=2"),
                told(
                        "the long fork, where it is allowed",
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        NONE,
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a2=1",
                        "2 0-9 ok r1=1;r2=",
                        "3 0-9 ok r1=;r2=1"));
    }

    @ParameterizedTest
    @MethodSource("right")
    void isRight(String about, Level level, Order order, String unused, String... history) {
        assertThat(codes(Told.history(history), level, order)).as(about).isEmpty();
    }

    private static List<String> codes(TransactionTable table, Level level, Order order) {
        return Isolation.judge(table, level, order).findings().stream()
                .map(Finding::code)
                .toList();
    }
}
