package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {

    private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

    @Test
    void oneCulpritIsFound() {
        for (int culprit : TEN) {
            var shrinking = new Shrinking(100);

            assertThat(shrinking.shortest(TEN, some -> some.contains(culprit))).containsExactly(culprit);
            assertThat(shrinking.tries()).isLessThan(20);
        }
    }

    @Test
    void twoCulpritsFarApartAreFound() {
        assertThat(new Shrinking(100).shortest(TEN, some -> some.contains(1) && some.contains(8)))
                .containsExactly(1, 8);
    }

    @Test
    void whatNeverFailsAgainStaysAsItIs() {
        assertThat(new Shrinking(100).shortest(TEN, some -> false)).isEqualTo(TEN);
        assertThat(new Shrinking(100).shortest(List.of(1), some -> true)).containsExactly(1);
    }

    @Test
    void itGivesUpAfterItsTries() {
        var asked = new ArrayList<List<Integer>>();

        List<Integer> left = new Shrinking(3).shortest(TEN, some -> {
            asked.add(some);
            return false;
        });

        assertThat(asked).hasSize(3);
        assertThat(left).isEqualTo(TEN);
    }

    @Test
    void nothingIsNeverTried() {
        assertThat(new Shrinking(100).shortest(TEN, some -> {
                    assertThat(some).isNotEmpty();
                    return true;
                }))
                .hasSize(1);
    }

    @Test
    void itEndsWhenItMayNotGoOn() {
        var shrinking = new Shrinking(100, () -> false);

        assertThat(shrinking.shortest(TEN, some -> true)).isEqualTo(TEN);
        assertThat(shrinking.tries()).isZero();
    }

    @Test
    void halvesAreTriedFirstAndThenWhatIsLeft() {
        var asked = new ArrayList<List<Integer>>();

        new Shrinking(100).shortest(List.of(0, 1, 2, 3, 4), some -> {
            asked.add(some);
            return false;
        });

        assertThat(asked)
                .containsExactly(
                        List.of(2, 3, 4),
                        List.of(0, 1, 4),
                        List.of(0, 1, 2, 3),
                        List.of(1, 2, 3, 4),
                        List.of(0, 2, 3, 4),
                        List.of(0, 1, 3, 4),
                        List.of(0, 1, 2, 4),
                        List.of(0, 1, 2, 3));
    }
}
