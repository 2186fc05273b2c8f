package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseTest {

    @Test
    void timePasses() {
        long began = System.nanoTime();

        new Pause(Duration.ofMillis(5)).now();

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(5_000_000);
    }

    @Test
    void anInterruptEndsItAndIsNotForgotten() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(new Pause(Duration.ofMinutes(1))::now)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("the schedule was interrupted, as a @Timeout of its test does");
        assertThat(Thread.interrupted()).isTrue();
    }
}
