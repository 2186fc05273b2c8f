package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

    @Test
    void isANumberAndHowManyThereAre() {
        assertThat(Shard.parse(" 2/5 ")).isEqualTo(new Shard(2, 5)).hasToString("2/5");
        assertThat(Shard.parse("1/1")).isEqualTo(new Shard(1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/5", "6/5", "2", "/", "2/", "-1/5", "1/0", "2 of 5", "99999/99999", "٢/٥"})
    void isNothingElse(String text) {
        assertThatThrownBy(() -> Shard.parse(text))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("2/5, the second of five");
    }
}
