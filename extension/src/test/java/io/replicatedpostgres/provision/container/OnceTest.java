package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void whatWasFoundIsKept() {
        var once = new Once<>(() -> "daemon " + tries.incrementAndGet());

        assertThat(once.get()).isEqualTo("daemon 1");
        assertThat(once.get()).isEqualTo("daemon 1");
    }

    @Test
    void whatCouldNotBeHadIsNotTriedAgain() {
        var once = new Once<String>(() -> {
            throw SpecException.of("Docker", "it was not ready within 60 s", "Try " + tries.incrementAndGet());
        });

        assertThatThrownBy(once::get).isInstanceOf(SpecException.class).hasMessageContaining("60 s. Try 1.");
        assertThatThrownBy(once::get).isInstanceOf(SpecException.class).hasMessageContaining("60 s. Try 1.");
        assertThat(tries).hasValue(1);
    }
}
