package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowRangesTest {

    @Test
    void rowsBecomeRangesAndRangesText() {
        RowRanges ranges = RowRanges.of(List.of(5L, 1L, 0L, 2L, 5L, 9L, 8L));

        assertThat(ranges).hasToString("0-2,5,8-9").isEqualTo(RowRanges.parse("0-2,5,8-9"));
        assertThat(ranges.count()).isEqualTo(6);
        assertThat(ranges.rows()).containsExactly(0L, 1L, 2L, 5L, 8L, 9L);
        assertThat(RowRanges.parse("")).isEqualTo(RowRanges.EMPTY).hasToString("");
    }

    @Test
    void containsWhatIsInIt() {
        RowRanges ranges = RowRanges.parse("0-2,5,8-9");

        assertThat(List.of(0L, 1L, 2L, 5L, 8L, 9L)).allMatch(ranges::contains);
        assertThat(List.of(-1L, 3L, 4L, 6L, 7L, 10L)).noneMatch(ranges::contains);
        assertThat(RowRanges.EMPTY.contains(0)).isFalse();
    }

    @Test
    void manyAreShortenedForPeople() {
        assertThat(RowRanges.parse("0-2,5,8").shortened(2)).isEqualTo("0-2, 5, …");
        assertThat(RowRanges.parse("0-2,5").shortened(2)).isEqualTo("0-2, 5");
    }

    @Test
    void whatIsNoSetOfRowsIsRefused() {
        for (String text :
                List.of("a", "1-", "--1", "-", "1--2", "1,,2", "2-1", "3,1", "1-3,3", "9999999999999999999")) {
            assertThatThrownBy(() -> RowRanges.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-9|3|0-2,4-9",
                "0-9|0|1-9",
                "0-9|9|0-8",
                "0-9|0-9|''",
                "0-9|0-20|''",
                "5-9|0-6|7-9",
                "5-9|20|5-9",
                "0-4,6-9|3-7|0-2,8-9",
                "0-4,6-9|1,3,7|0,2,4,6,8-9",
                "''|1|''",
                "1|''|1",
                "-9--2,0-3|-5--4,1|-9--6,-3--2,0,2-3",
                "-9223372036854775808,5-9223372036854775807|9223372036854775807|-9223372036854775808,5-9223372036854775806",
                "5-9223372036854775807|3-9223372036854775807|''",
                "-9223372036854775808-9223372036854775807|-9223372036854775808-0|1-9223372036854775807",
                "0-999999999999999999|5-999999999999999998|0-4,999999999999999999",
            })
    void whatIsTakenAwayIsGone(String rows, String others, String left) {
        assertThat(RowRanges.parse(rows).minus(RowRanges.parse(others))).isEqualTo(RowRanges.parse(left));
    }
}
