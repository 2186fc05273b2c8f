package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HealingTest {

    private final List<String> done = new ArrayList<>();

    private Supplier<Healing> deed(String name) {
        return () -> {
            done.add(name);
            return () -> done.add("undo " + name);
        };
    }

    @Test
    void theLastDeedIsUndoneFirst() {
        Healing.ofAll(List.of(deed("a"), deed("b"))).close();

        assertThat(done).containsExactly("a", "b", "undo b", "undo a");
    }

    @Test
    void whatWasDoneIsUndoneWhereTheNextFails() {
        assertThatThrownBy(() -> Healing.ofAll(List.of(deed("a"), deed("b"), HealingTest::failing, deed("c"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(done).containsExactly("a", "b", "undo b", "undo a");
    }

    @Test
    void allAreUndoneThoughOneCannotBe() {
        Healing both = Healing.ofAll(List.of(deed("a"), () -> HealingTest::failing, deed("c")));

        assertThatThrownBy(both::close).isInstanceOf(IllegalStateException.class);
        assertThat(done).containsExactly("a", "c", "undo c", "undo a");
    }

    private static Healing failing() {
        throw new IllegalStateException("no");
    }
}
