package io.replicatedpostgres.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PreparationTest {

    @Test
    void aShortTimeoutOfATestDoesNotEndACopy() {
        assertThat(within(Duration.ofSeconds(1))).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aLongTimeoutHoldsForCopiesToo() {
        assertThat(within(Duration.ofMinutes(20))).isEqualTo(Duration.ofMinutes(20));
    }

    private static Duration within(Duration timeout) {
        return Preparation.deadline(ClusterSpec.builder().timeout(timeout).build());
    }
}
