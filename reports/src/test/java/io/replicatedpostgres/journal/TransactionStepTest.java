package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.journal.TransactionStep.Kind;
import io.replicatedpostgres.journal.TransactionStep.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of what a transaction did. */
class TransactionStepTest {

    @ParameterizedTest
    @ValueSource(strings = {"a5=7", "r5=1,2", "r5=", "w5=7", "w5=7@2<3", "g5=7@2<3", "g-1=0@0<0"})
    void isReadAsItIsWritten(String text) {
        assertThat(TransactionStep.parse(text)).hasToString(text);
    }

    @Test
    void sayWhatWasWrittenOverWhat() {
        assertThat(TransactionStep.parse("w5=7@2<3")).isEqualTo(TransactionStep.write(5, 7, new Version(2, 3)));
        assertThat(TransactionStep.of(Kind.GET, 5, "7@2<3")).isEqualTo(TransactionStep.get(5, 7, new Version(2, 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a=7", "x5=7", "g5=7", "g5=7@2", "w5=7@2"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> TransactionStep.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a step of a transaction: '%s'".formatted(text))
                .hasMessageContaining("wanted for example a5=7");
    }
}
