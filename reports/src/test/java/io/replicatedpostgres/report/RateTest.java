package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateTest {

    @Test
    void everyOperationIsCountedWhereItEnded() {
        List<Rate> rates = Rate.of(
                List.of(ended(0, 10), ended(1, 20), ended(2, 105), ended(3, 310))::stream,
                operation -> operation.id() == 1 ? Fate.LOST : Fate.ACKNOWLEDGED);

        assertThat(rates)
                .extracting(Rate::counts)
                .containsExactly(
                        Map.of(Fate.LOST, 1L, Fate.ACKNOWLEDGED, 2L),
                        Map.of(),
                        Map.of(),
                        Map.of(Fate.ACKNOWLEDGED, 1L));
        assertThat(rates.get(0).fromNanos()).isEqualTo(10_000_000);
        assertThat(rates.get(0).perSecond(Fate.ACKNOWLEDGED)).isEqualTo(20);
        assertThat(rates.get(1).perSecond(Fate.ACKNOWLEDGED)).isZero();
    }

    @Test
    void anHourIsAsManyStretchesAsAMinute() {
        var operations = new ArrayList<Operation>();
        for (int second = 0; second <= 3_600; second++) {
            operations.add(ended(second, second * 1_000L));
        }

        List<Rate> rates = Rate.of(operations::stream, operation -> Fate.UNKNOWN);

        assertThat(rates).hasSize(240);
        assertThat(rates.stream()
                        .mapToLong(rate -> rate.counts().getOrDefault(Fate.UNKNOWN, 0L))
                        .sum())
                .isEqualTo(3_601);
        assertThat(rates.get(239).toNanos()).isGreaterThan(3_600_000_000_000L);
    }

    @Test
    void withoutOperationsThereIsNone() {
        assertThat(Rate.of(List.<Operation>of()::stream, operation -> Fate.LOST))
                .isEmpty();
    }

    private static Operation ended(long id, long millis) {
        return new Operation(
                id,
                Operation.Kind.INSERT,
                0,
                millis * 1_000_000,
                0,
                Operation.Result.ACKNOWLEDGED,
                id,
                0,
                null,
                null,
                null,
                null);
    }
}
