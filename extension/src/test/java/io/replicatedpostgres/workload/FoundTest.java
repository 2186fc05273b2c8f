package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.RowRanges;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a node holds of a workload is read in one snapshot. */
@ReplicatedPostgres
class FoundTest {

    private static final int LOOKS = 100;

    @Test
    void allPartsAreOfOneMoment(Cluster cluster) throws Exception {
        Node standby = cluster.standby();
        cluster.primary()
                .execute("CREATE TABLE register (id bigint, value bigint); CREATE TABLE written (id bigint);"
                        + " INSERT INTO register VALUES (0, 0); INSERT INTO written VALUES (0)");
        cluster.awaitInSync();
        var looking = new AtomicBoolean(true);
        var writer = new Thread(() -> {
            while (looking.get()) {
                cluster.primary()
                        .execute("WITH r AS (UPDATE register SET value = value + 1 RETURNING value)"
                                + " INSERT INTO written SELECT value FROM r");
            }
        });
        writer.start();
        try {
            for (int i = 0; i < LOOKS; i++) {
                var found = new Found(standby);
                var values = found.numbers("register", "value");
                var written = found.rows("written");
                found.read();

                assertThat(written.value().ranges())
                        .containsExactly(new RowRanges.Range(0, values.value().getOrDefault(0L, -1L)));
            }
        } finally {
            looking.set(false);
            writer.join();
        }
    }

    @Test
    void eachPartIsToldFromTheOthers(Cluster cluster) {
        Node node = cluster.primary();
        node.execute(
                "CREATE TABLE full_one (id bigint, value bigint, balance bigint); CREATE TABLE empty_one (LIKE full_one);"
                        + " INSERT INTO full_one VALUES (-3, 1, 5), (-2, NULL, 7), (4, 2, 0), (5, 3, 0), (5, 4, 0)");
        var found = new Found(node);
        var rows = found.rows("full_one");
        var noRows = found.rows("empty_one");
        var duplicated = found.duplicated("full_one", "empty_one");
        var values = found.numbers("full_one", "balance");
        var altered = found.altered("empty_one");
        var sum = found.sum("full_one");
        var noSum = found.sum("empty_one");
        found.read();

        assertThat(rows.value())
                .isEqualTo(new RowRanges(List.of(new RowRanges.Range(-3, -2), new RowRanges.Range(4, 5))));
        assertThat(noRows.value()).isEqualTo(RowRanges.EMPTY);
        assertThat(duplicated.value()).hasToString("5");
        assertThat(values.value()).isEqualTo(Map.of(-3L, 5L, -2L, 7L, 4L, 0L, 5L, 0L));
        assertThat(altered.value()).isEmpty();
        assertThat(sum.value()).isEqualTo(12);
        assertThat(noSum.value()).isZero();
    }
}
