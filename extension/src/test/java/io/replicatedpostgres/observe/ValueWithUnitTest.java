package io.replicatedpostgres.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueWithUnitTest {

    @ParameterizedTest
    @CsvSource({
        "8192, 8kB, 64MB",
        "16384, 8kB, 128MB",
        "64, MB, 64MB",
        "1024, MB, 1GB",
        "1024, GB, 1TB",
        "2048, TB, 2048TB",
        "5000, kB, 5000kB",
        "16777216, B, 16MB",
        "60000, ms, 60000ms",
        "0.5, ms, 0.5ms",
        "-1, kB, -1",
        "0, ms, 0",
        "on, kB, on",
    })
    void isExact(String value, String unit, String shown) {
        assertThat(ValueWithUnit.of(value, unit)).isEqualTo(shown);
    }

    @Test
    void withoutAUnitItStays() {
        @Nullable String none = null;

        assertThat(ValueWithUnit.of("replica", none)).isEqualTo("replica");
        assertThat(ValueWithUnit.of(none, "kB")).isEmpty();
    }
}
