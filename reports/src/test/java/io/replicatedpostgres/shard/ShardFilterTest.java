package io.replicatedpostgres.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.replicatedpostgres.model.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** With JUnit's own launcher, which finds the filter by itself. */
class ShardFilterTest {

    private static final List<Class<?>> CLASSES =
            List.of(First.class, Second.class, Third.class, Fourth.class, Fifth.class);

    @AfterEach
    void none() {
        System.clearProperty(Shard.KEY);
    }

    @Test
    void withoutAShardAllRun() {
        assertThat(discovered("")).hasSize(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 9})
    void togetherTheyRunEachTestOnce(int count) {
        var all = new ArrayList<String>();
        IntStream.rangeClosed(1, count).forEach(number -> all.addAll(discovered(number + "/" + count)));

        assertThat(all).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(discovered(""));
    }

    /** They share clusters. */
    @Test
    void aClassIsNeverTorn() {
        for (int number = 1; number <= 4; number++) {
            List<String> shard = discovered(number + "/4");
            Set<String> third = new TreeSet<>(shard);
            third.removeIf(id -> !id.contains("Third"));
            assertThat(third.size()).isIn(0, 3);
        }
    }

    @Test
    void aShardThatCannotBeIsRefused() {
        assertThatThrownBy(() -> discovered("5/4")).hasStackTraceContaining("replicatedpostgres.shard = 5/4");
    }

    private static List<String> discovered(String shard) {
        System.setProperty(Shard.KEY, shard);
        Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .build());
        TestPlan plan = launcher.discover(LauncherDiscoveryRequestBuilder.request()
                .selectors(CLASSES.stream().map(one -> selectClass(one)).toList())
                .build());
        var found = new ArrayList<String>();
        plan.getRoots()
                .forEach(root -> plan.getDescendants(root).stream()
                        .filter(ShardFilterTest::isLeaf)
                        .map(TestIdentifier::getUniqueId)
                        .forEach(found::add));
        return found;
    }

    private static boolean isLeaf(TestIdentifier test) {
        return test.isTest() || test.getUniqueId().contains("test-template");
    }

    static class First {
        @Test
        void one() {
            assertThat(1).isPositive();
        }
    }

    static class Second {
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void each(int number) {
            assertThat(number).isPositive();
        }
    }

    static class Third {
        @Test
        void one() {
            assertThat(1).isPositive();
        }

        @Nested
        class Within {
            @Test
            void one() {
                assertThat(1).isPositive();
            }

            @Test
            void two() {
                assertThat(1).isPositive();
            }
        }
    }

    static class Fourth {
        @Test
        void one() {
            assertThat(1).isPositive();
        }
    }

    static class Fifth {
        @Test
        void one() {
            assertThat(1).isPositive();
        }
    }
}
