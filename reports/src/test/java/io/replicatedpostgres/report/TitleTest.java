package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TitleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aSplitBrainIsRepairedByRewind | A split brain is repaired by rewind",
                "withASlotTheWalIsKept | With a slot the WAL is kept",
                "holdsWhenKilled2 (second system) | Holds when killed 2 (second system)",
                "theDNSIsDown | The DNS is down",
                "off [1] cut=PRIMARY_THEN_RESTART | off [1] cut=PRIMARY_THEN_RESTART",
                "Orders are kept | Orders are kept",
                "orders | orders",
                "OrdersTest | OrdersTest",
                "run-1.jsonl | run-1.jsonl"
            })
    void camelCaseBecomesASentenceAndTheRestStays(String name, String title) {
        assertThat(Title.of(name)).isEqualTo(title);
    }
}
