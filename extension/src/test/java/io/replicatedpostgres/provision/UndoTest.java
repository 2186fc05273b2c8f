package io.replicatedpostgres.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoTest {

    private final List<String> tried = new ArrayList<>();

    @Test
    void whatFailedIsTriedAgainAndWhatIsDoneIsNot() {
        var undo = new Undo(
                () -> {
                    tried.add("heal");
                    if (tried.size() == 1) {
                        throw new IllegalStateException("no answer");
                    }
                },
                () -> false);

        assertThatThrownBy(undo::close).hasMessage("no answer");
        undo.close();
        undo.close();

        assertThat(tried).hasSize(2);
    }

    @Test
    void withItsLinkItIsGone() {
        new Undo(() -> tried.add("heal"), () -> true).close();

        assertThat(tried).isEmpty();
    }

    @Test
    void whatCouldNotBeginIsTakenBack() {
        var undo = new Undo(() -> tried.add("taken back"), () -> false);

        assertThatThrownBy(() -> undo.unlessThrows(() -> {
                    throw new IllegalStateException("not applied");
                }))
                .hasMessage("not applied");

        assertThat(tried).containsExactly("taken back");
    }
}
