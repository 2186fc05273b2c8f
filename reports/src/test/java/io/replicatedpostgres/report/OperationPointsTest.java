package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OperationPointsTest {

    private static final int MANY = 100_000;

    @Test
    void fewOperationsAreAllThere() {
        List<Operation> operations = many(OperationPoints.SINGLE_MAX);

        List<OperationPoint> points = points(operations, OperationPointsTest::asTold);

        assertThat(points).hasSize(OperationPoints.SINGLE_MAX).allMatch(point -> point.count() == 1);
        assertThat(points).extracting(OperationPoint::key).startsWith(0L, 1L, 2L);
    }

    @Test
    void manyFallTogetherAndAllAreCounted() {
        List<OperationPoint> points = points(many(MANY), OperationPointsTest::asTold);

        assertThat(points).hasSizeLessThan(3_000);
        assertThat(counted(points)).isEqualTo(MANY);
    }

    @Test
    void oneSlowOneAmongManyIsThere() {
        List<Operation> operations = many(MANY);
        operations.set(77_777, operation(77_777, 5_000_000_000L, Operation.Result.ACKNOWLEDGED));

        assertThat(points(operations, OperationPointsTest::asTold))
                .filteredOn(point -> point.latencyNanos() == 5_000_000_000L)
                .singleElement()
                .satisfies(point -> assertThat(point.key()).isEqualTo(77_777))
                .satisfies(point -> assertThat(point.count()).isOne());
    }

    @Test
    void theFastestOneAmongManyIsThere() {
        List<Operation> operations = many(MANY);
        operations.set(55_555, operation(55_555, 1_000, Operation.Result.ACKNOWLEDGED));

        assertThat(points(operations, OperationPointsTest::asTold)).anyMatch(point -> point.latencyNanos() == 1_000);
    }

    @Test
    void oneLossAmongManyIsThere() {
        List<OperationPoint> points =
                points(many(MANY), operation -> operation.id() == 4_711 ? Fate.LOST : Fate.ACKNOWLEDGED);

        assertThat(points)
                .filteredOn(point -> point.fate() == Fate.LOST)
                .singleElement()
                .satisfies(point -> assertThat(point.key()).isEqualTo(4_711));
        assertThat(counted(points)).isEqualTo(MANY);
    }

    @Test
    void manyLossesAreCountedAndTheFirstAndLastStretchShowThem() {
        List<OperationPoint> points =
                points(many(MANY), operation -> operation.id() % 2 == 0 ? Fate.LOST : Fate.UNKNOWN);

        assertThat(counted(points.stream()
                        .filter(point -> point.fate() == Fate.LOST)
                        .toList()))
                .isEqualTo(MANY / 2);
        assertThat(points.stream().filter(point -> point.fate() == Fate.UNKNOWN).mapToLong(OperationPoint::endedNanos))
                .anyMatch(at -> at < 1e9)
                .anyMatch(at -> at > 99e9);
    }

    @Test
    void theSlowestOfACellIsItsPoint() {
        var operations = new ArrayList<Operation>();
        LongStream.range(0, 5_000)
                .forEach(i -> operations.add(new Operation(
                        i,
                        Operation.Kind.INSERT,
                        0,
                        1_000,
                        1_000_000 + i,
                        Operation.Result.ACKNOWLEDGED,
                        i,
                        0,
                        null,
                        null,
                        null,
                        null)));

        assertThat(points(operations, OperationPointsTest::asTold))
                .extracting(OperationPoint::latencyNanos)
                .contains(1_004_999L);
    }

    @Test
    void timesThatCannotBeDoNoHarm() {
        List<Operation> operations = many(2_000);
        operations.set(3, impossible(3, Long.MAX_VALUE, Long.MAX_VALUE));
        operations.set(4, impossible(4, Long.MIN_VALUE, -1));
        operations.set(5, impossible(5, 0, Long.MAX_VALUE));

        assertThat(counted(points(operations, OperationPointsTest::asTold))).isEqualTo(2_000);
    }

    @Test
    void noOperationGivesNoPoint() {
        assertThat(points(List.of(), OperationPointsTest::asTold)).isEmpty();
    }

    private static List<Operation> many(int count) {
        var operations = new ArrayList<Operation>();
        LongStream.range(0, count)
                .forEach(i ->
                        operations.add(operation(i, 900_000 + i * 7_919 % 600_000, Operation.Result.ACKNOWLEDGED)));
        return operations;
    }

    private static Operation operation(long id, long latencyNanos, Operation.Result result) {
        return new Operation(
                id,
                Operation.Kind.INSERT,
                (int) (id % 4),
                id * 1_000_000,
                latencyNanos,
                result,
                id,
                0,
                new NodeRef("node-1"),
                Lsn.parse("0/3000060"),
                740L,
                null);
    }

    private static Operation impossible(long id, long invokedNanos, long latencyNanos) {
        return new Operation(
                id,
                Operation.Kind.INSERT,
                0,
                invokedNanos,
                latencyNanos,
                Operation.Result.UNKNOWN,
                id,
                0,
                null,
                null,
                null,
                null);
    }

    private static List<OperationPoint> points(List<Operation> operations, Function<Operation, Fate> fates) {
        return OperationPoints.of(operations::stream, fates);
    }

    private static long counted(List<OperationPoint> points) {
        return points.stream().mapToLong(OperationPoint::count).sum();
    }

    private static Fate asTold(Operation operation) {
        return operation.result() == Operation.Result.UNKNOWN ? Fate.UNKNOWN : Fate.ACKNOWLEDGED;
    }
}
