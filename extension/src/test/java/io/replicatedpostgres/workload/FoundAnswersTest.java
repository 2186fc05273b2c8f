package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.RowRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is made of the answer of a server, which holds all parts; that servers answer so is in {@link FoundTest}. */
class FoundAnswersTest {

    @Test
    void eachPartIsReadFromItsLinesInOneQuery() {
        var asked = new ArrayList<String>();
        var found = new Found(query -> {
            asked.add(query);
            return List.of("2 7 -5", "0 0-3,7", "1 8", "3 12", "4 9 0", "1 3", "2 -2 6");
        });
        var rows = found.rows("t");
        var duplicated = found.duplicated("t", "u");
        var numbers = found.numbers("t", "balance");
        var sum = found.sum("t");
        var altered = found.altered("t");

        found.read();

        assertThat(asked).hasSize(1);
        assertThat(asked.get(0))
                .contains("SELECT '0 ' || found FROM", "SELECT '4 ' || found FROM", "FROM u GROUP BY id");
        assertThat(asked.get(0).split(" UNION ALL ", -1)).hasSize(5);
        assertThat(rows.value()).isEqualTo(RowRanges.parse("0-3,7"));
        assertThat(duplicated.value()).hasToString("3,8");
        assertThat(numbers.value()).isEqualTo(Map.of(7L, -5L, -2L, 6L));
        assertThat(sum.value()).isEqualTo(12);
        assertThat(altered.value()).isEqualTo(Map.of(9L, 0L));
    }
}
