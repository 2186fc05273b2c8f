package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.journal.TransactionStep.Version;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Registers whose rows say which version they are, and which value was there before: {@code w1=7@2<3} wrote 7 over 3. */
class RegistersTest {

    private static Arguments shows(Anomaly anomaly, Level level, Order order, String words, String... history) {
        return Arguments.of(anomaly, level, order, words, history);
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                shows(
                        Anomaly.G0,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T2 wrote 2 to register 1 over what T1 had written",
                        "0 0-9 ok w1=1@1<0;w2=3@2<4",
                        "1 0-9 ok w1=2@2<1;w2=4@1<0"),
                shows(
                        Anomaly.G1A,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T2 read 1 in register 1, which T1 wrote and was told that it is not done",
                        "0 0-9 rejected w1=1",
                        "1 0-9 ok g1=1@1<0"),
                shows(
                        Anomaly.G1B,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T2 read 1 last in register 1, and T1, which wrote it, wrote more to it",
                        "0 0-9 ok w1=1@1<0;w1=2@2<1",
                        "1 0-9 ok g1=1@1<0"),
                shows(
                        Anomaly.G1C,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T2 read 1 in register 1, which T1 had written",
                        "0 0-9 ok w1=1@1<0;g2=2@1<0",
                        "1 0-9 ok w2=2@1<0;g1=1@1<0"),
                shows(
                        Anomaly.GARBAGE_READ,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T1 read 7 in register 1, which no transaction wrote",
                        "0 0-9 ok g1=7@1<0"),
                shows(
                        Anomaly.DUPLICATE_ELEMENT,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T1 read 1 twice in register 1",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 ok w1=2@2<1",
                        "2 0-9 ok g1=1@3<2"),
                shows(
                        Anomaly.INCOMPATIBLE_ORDER,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "register 1 was 1 as its version 1 for T1, and 2 for T2: two histories",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 ok w1=2@1<0"),
                shows(
                        Anomaly.INCOMPATIBLE_ORDER,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "register 1 was 2 as its version 2 for T1, and 3 for T2: two histories",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 ok w1=2@2<1",
                        "2 0-9 unknown w1=3",
                        "3 0-9 ok w1=4@3<3"),
                shows(
                        Anomaly.FUTURE_READ,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T2 read 1 in register 1, which T1 began to write only after T2 had ended",
                        "0 0-9 ok g1=1@1<0",
                        "1 10-20 ok w1=1@1<0"),
                shows(
                        Anomaly.FUTURE_READ,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T1 read 1 in register 1, which it wrote only later",
                        "0 0-9 ok g1=1@1<0;w1=1@1<0"),
                shows(
                        Anomaly.INTERNAL,
                        Level.READ_COMMITTED,
                        Order.PLAIN,
                        "T1 had written 1 times to register 1, and then found the last 0 of that",
                        "0 0-9 ok w1=1@1<0;g1=0@0<0"),
                shows(
                        Anomaly.NON_REPEATABLE_READ,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "T1 read register 1 twice, first at version 0, then at 1",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 ok g1=0@0<0;g1=1@1<0"),
                shows(
                        Anomaly.LOST_UPDATE,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "T1 and T2 both read register 1 at its version 0, and then both wrote it",
                        "0 0-9 ok g1=0@0<0;w1=1@1<0",
                        "1 0-9 ok g1=0@0<0;w1=2@2<1"),
                shows(
                        Anomaly.G_SINGLE,
                        Level.PARALLEL_SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "T2 read register 1 before it was 1, which T1 wrote",
                        "0 0-9 ok w1=1@1<0;w2=2@1<0",
                        "1 0-9 ok g1=0@0<0;g2=2@1<0"),
                shows(
                        Anomaly.STALE_READ,
                        Level.SNAPSHOT_ISOLATION,
                        Order.SESSION,
                        "one client did T1 and then T2",
                        "0 0-9 ok w1=1@1<0",
                        "0 10-20 ok g1=0@0<0"),
                shows(
                        Anomaly.G_NONADJACENT,
                        Level.SNAPSHOT_ISOLATION,
                        Order.PLAIN,
                        "read register 2 before it was 2, which",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 ok w2=2@1<0",
                        "2 0-9 ok g1=1@1<0;g2=0@0<0",
                        "3 0-9 ok g1=0@0<0;g2=2@1<0"),
                shows(
                        Anomaly.G2_ITEM,
                        Level.SERIALIZABLE,
                        Order.PLAIN,
                        "read register 2 before it was 2, which",
                        "0 0-9 ok g2=0@0<0;w1=1@1<0",
                        "1 0-9 ok g1=0@0<0;w2=2@1<0"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void isCaught(Anomaly anomaly, Level level, Order order, String words, String... history) {
        List<Finding> findings =
                Isolation.judge(Told.history(history), level, order).findings();

        assertThat(findings)
                .as(Arrays.toString(history))
                .extracting(Finding::anomaly)
                .contains(anomaly);
        assertThat(findings)
                .filteredOn(finding -> finding.anomaly() == anomaly)
                .flatExtracting(Finding::links)
                .extracting(Link::words)
                .anyMatch(each -> each.toString().contains(words));
    }

    static Stream<List<String>> right() {
        return Stream.of(
                List.of("0 0-9 ok w1=1@1<0;w2=3@1<0", "1 0-9 ok w1=2@2<1;w2=4@2<3", "2 0-9 ok g1=2@2<1;g2=4@2<3"),
                List.of("0 0-9 rejected w1=1@1<0", "1 0-9 ok w1=2@1<0", "2 0-9 ok g1=2@1<0"),
                List.of("0 0-9 ok w1=1@1<0;w1=2@2<1;g1=2@2<1", "1 0-9 ok g1=2@2<1"),
                List.of("0 0-9 unknown w1=1", "1 0-9 ok w1=2@2<1", "2 0-9 ok g1=2@2<1"),
                List.of("0 0-9 ok g1=0@0<0;w1=1@1<0", "1 0-9 ok g1=1@1<0;w1=2@2<1"),
                List.of("0 0-9 unknown w1=1", "1 0-9 unknown w1=2", "2 0-9 unknown w1=3", "3 0-9 ok g1=3@3<2"),
                List.of("0 0-9 ok g1=4@4<3", "1 0-9 ok w1=4@4<3", "2 0-9 unknown w1=3", "3 0-9 ok g1=4@4<3;g1=4@4<3"));
    }

    @ParameterizedTest
    @MethodSource("right")
    void isNotCaught(List<String> history) {
        Judgement judgement =
                Isolation.judge(Told.history(history.toArray(String[]::new)), Level.SERIALIZABLE, Order.STRICT);

        assertThat(judgement.findings()).isEmpty();
    }

    @Test
    void aVersionIsKnownByTheOneThatTookItsPlace() {
        TransactionTable table = Told.history("0 0-9 unknown w1=1", "1 0-9 unknown w1=2", "2 0-9 ok w1=3@3<2");

        Judgement judgement = Isolation.judge(table, Level.SERIALIZABLE, Order.PLAIN);

        assertThat(judgement.transactions())
                .as("that of 2 is committed, that of 1 is not known")
                .isEqualTo(2);
    }

    @Test
    void aSecondHistoryIsFollowedToItsEnd() {
        TransactionTable table = Told.history(
                "0 0-9 ok w1=1@1<0",
                "1 0-9 ok w1=2@2<1",
                "2 0-9 ok w1=3@2<1",
                "3 0-9 ok w1=4@3<3",
                "4 0-9 ok g1=4@3<3;g1=3@2<1");

        assertThat(table.at(3).steps()).containsExactly(TransactionStep.write(1, 4, new Version(3, 3)));
        assertThat(table.at(4).steps())
                .containsExactly(
                        TransactionStep.get(1, 4, new Version(3, 3)), TransactionStep.get(1, 3, new Version(2, 1)));
        List<Finding> findings =
                Isolation.judge(table, Level.READ_COMMITTED, Order.PLAIN).findings();
        assertThat(findings)
                .extracting(Finding::anomaly)
                .as("all of it was written, once")
                .containsExactly(Anomaly.INCOMPATIBLE_ORDER);
        assertThat(findings.get(0).transactions())
                .extracting(one -> one.id())
                .as("who wrote the one version 2, and who wrote the other one")
                .containsExactly(1L, 2L);
    }

    @Test
    void givesBackWhatItTook() {
        String[] lines = {"0 0-9 ok w1=1@1<0;g1=1@1<0;g2=0@0<0", "1 3-8 unknown w1=2", "2 3-8 ok w1=3@2<1;g1=3@2<1"};
        TransactionTable table = Told.history(lines);

        assertThat(table.stream().toList())
                .isEqualTo(List.of(
                        Told.transaction(0, lines[0]), Told.transaction(1, lines[1]), Told.transaction(2, lines[2])));
        assertThat(table.where(one -> one.id() != 1).stream().toList())
                .containsExactly(Told.transaction(0, lines[0]), Told.transaction(2, lines[2]));
    }
}
