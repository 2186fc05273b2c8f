package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"0/0", "0/5000148", "1A/FFFFFFFF", "FFFFFFFF/FFFFFFFF"})
    void isWrittenAsItWasRead(String text) {
        assertThat(Lsn.parse(text)).hasToString(text);
    }

    @Test
    void isOrderedAsANumberNotAsAText() {
        assertThat(Lsn.parse("0/10000000")).isGreaterThan(Lsn.parse("0/9000000"));
        assertThat(Lsn.parse("80000000/0")).isGreaterThan(Lsn.parse("7FFFFFFF/FFFFFFFF"));
    }

    @Test
    void countsBytesAcrossTheSlash() {
        Lsn before = Lsn.parse("0/FFFFFFFF");
        Lsn after = Lsn.parse("1/1");

        assertThat(after.minus(before)).isEqualTo(2);
        assertThat(before.plus(2)).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0/", "/0", "0/G", "0/123456789", "0/-1", " 0/0"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Lsn.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("0/5000148");
    }
}
