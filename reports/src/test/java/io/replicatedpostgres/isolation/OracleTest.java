package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories, some right and some changed, judged by trying out all orders of their transactions too. */
class OracleTest {

    private static final int KEYS = 3;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void judgesAsAllOrdersDo(long seed) {
        var random = new Random(seed);
        int[] snapshot = new int[2];
        int[] serial = new int[2];
        for (int i = 0; i < 200; i++) {
            List<Transaction> history = history(random, 2 + random.nextInt(3));
            TransactionTable table = TransactionTable.of(history.stream());

            boolean isSnapshot = AllOrders.ofSnapshots(history, KEYS);
            boolean isSerial = AllOrders.ofOneByOne(history, KEYS);
            snapshot[isSnapshot ? 1 : 0]++;
            serial[isSerial ? 1 : 0]++;

            assertThat(held(table, Level.SNAPSHOT_ISOLATION)).as("%s", history).isEqualTo(isSnapshot);
            assertThat(held(table, Level.SERIALIZABLE)).as("%s", history).isEqualTo(isSerial);
            assertThat(!isSnapshot || held(table, Level.PARALLEL_SNAPSHOT_ISOLATION))
                    .isTrue();
        }
        assertThat(IntStream.of(snapshot[0], snapshot[1], serial[0], serial[1])
                        .min()
                        .orElse(0))
                .as("each verdict was met often")
                .isGreaterThan(10);
    }

    /** A register tells as much as a list does, if its versions are known. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void judgesRegistersAsLists(long seed) {
        var random = new Random(seed);
        int compared = 0;
        int broken = 0;
        for (int i = 0; i < 200; i++) {
            List<Transaction> history = history(random, 2 + random.nextInt(3));
            List<List<Long>> orders = orders(history);
            boolean isOneHistory = history.stream()
                    .flatMap(one -> one.steps().stream())
                    .allMatch(step -> step.kind() == TransactionStep.Kind.APPEND || isBeginning(step, orders));
            if (isOneHistory) {
                TransactionTable lists = TransactionTable.of(history.stream());
                TransactionTable registers = TransactionTable.of(history.stream()
                        .map(one -> one.with(one.steps().stream()
                                .map(step -> asRegister(step, orders.get((int) step.key())))
                                .toList())));
                for (Level level : Level.values()) {
                    List<Anomaly> found = anomalies(registers, level);
                    assertThat(found).as("%s", history).isEqualTo(anomalies(lists, level));
                    broken += found.isEmpty() ? 0 : 1;
                }
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(50);
        assertThat(broken).isGreaterThan(10);
    }

    /** What the last transaction read: all that was appended. */
    private static List<List<Long>> orders(List<Transaction> history) {
        return history.get(history.size() - 1).steps().stream()
                .map(TransactionStep::list)
                .toList();
    }

    private static boolean isBeginning(TransactionStep read, List<List<Long>> orders) {
        List<Long> order = orders.get((int) read.key());
        return read.list()
                .equals(order.subList(0, Math.min(order.size(), read.list().size())));
    }

    private static TransactionStep asRegister(TransactionStep step, List<Long> order) {
        boolean isWrite = step.kind() == TransactionStep.Kind.APPEND;
        int number = isWrite ? order.indexOf(step.element()) + 1 : step.list().size();
        var version = new TransactionStep.Version(number, number > 1 ? order.get(number - 2) : 0);
        return isWrite
                ? TransactionStep.write(step.key(), step.element(), version)
                : TransactionStep.get(step.key(), number == 0 ? 0 : order.get(number - 1), version);
    }

    private static List<Anomaly> anomalies(TransactionTable table, Level level) {
        return Isolation.judge(table, level, Order.PLAIN).findings().stream()
                .map(Finding::anomaly)
                .toList();
    }

    private static boolean held(TransactionTable table, Level level) {
        return Isolation.judge(table, level, Order.PLAIN).findings().isEmpty();
    }

    /** A run of snapshots taken at random moments, perhaps with one read changed; and a transaction that reads all in the end. */
    private static List<Transaction> history(Random random, int size) {
        List<List<Long>> lists = new ArrayList<>();
        IntStream.range(0, KEYS).forEach(key -> lists.add(new ArrayList<>()));
        List<List<List<Long>>> states = new ArrayList<>(List.of(AllOrders.copy(lists)));
        List<List<TransactionStep>> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<List<Long>> seen = AllOrders.copy(states.get(Math.max(0, states.size() - 1 - random.nextInt(3))));
            var steps = new ArrayList<TransactionStep>();
            for (int step = 0; step < 1 + random.nextInt(3); step++) {
                int key = random.nextInt(KEYS);
                if (random.nextBoolean()) {
                    long element = i * 10L + step + 1;
                    steps.add(TransactionStep.append(key, element));
                    seen.get(key).add(element);
                    lists.get(key).add(element);
                } else {
                    steps.add(TransactionStep.read(key, seen.get(key)));
                }
            }
            states.add(AllOrders.copy(lists));
            all.add(steps);
        }
        var last = new ArrayList<TransactionStep>();
        IntStream.range(0, KEYS).forEach(key -> last.add(TransactionStep.read(key, lists.get(key))));
        all.add(last);
        return IntStream.range(0, all.size())
                .mapToObj(i -> Told.of(i, i, 0, 100, Result.ACKNOWLEDGED, all.get(i)))
                .toList();
    }
}
