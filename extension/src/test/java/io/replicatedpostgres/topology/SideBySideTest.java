package io.replicatedpostgres.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    @Test
    void allAtTheSameTimeAndInOrder() {
        var all = new CyclicBarrier(3);

        List<Integer> lengths = SideBySide.map(List.of("a", "bb", "ccc"), word -> {
            meet(all);
            return word.length();
        });

        assertThat(lengths).containsExactly(1, 2, 3);
    }

    @Test
    void allAreWaitedForThoughSomeFail() {
        var done = Collections.synchronizedList(new ArrayList<String>());

        assertThatThrownBy(() -> SideBySide.each(List.of("one", "two", "three"), word -> {
                    if (!word.equals("two")) {
                        throw new IllegalStateException(word);
                    }
                    done.add(word);
                }))
                .hasMessage("one")
                .satisfies(
                        e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
        assertThat(done).containsExactly("two");
    }

    @Test
    void ofNobodyNothing() {
        assertThat(SideBySide.map(List.of(), word -> 1)).isEmpty();
    }

    @Test
    void aThreadOfAPoolThatWaitsBeginsNothingElseOfIt() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<String>());
        var pool = new ForkJoinPool(1);
        try {
            ForkJoinTask<?> first = pool.submit(() -> {
                pool.execute(() -> order.add("second"));
                order.add("first begins");
                SideBySide.each(List.of("a", "b"), word -> pause());
                order.add("first ends");
            });
            first.get(30, TimeUnit.SECONDS);
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(order).containsExactly("first begins", "first ends", "second");
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
