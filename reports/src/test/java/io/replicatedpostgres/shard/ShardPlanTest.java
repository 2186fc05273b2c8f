package io.replicatedpostgres.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlanTest {

    private static final List<String> CLASSES =
            IntStream.range(0, 1000).mapToObj("org.example.Test%s"::formatted).toList();

    @Test
    void withoutTimesTheNameDecidesAndEachShardGetsItsPart() {
        var plan = new ShardPlan(5, Map.of());

        Map<Integer, Long> sizes =
                CLASSES.stream().collect(Collectors.groupingBy(plan::numberOf, Collectors.counting()));

        assertThat(sizes).containsOnlyKeys(1, 2, 3, 4, 5);
        assertThat(sizes.values()).allMatch(size -> size > 150 && size < 250);
        assertThat(CLASSES).allMatch(one -> new ShardPlan(5, Map.of()).numberOf(one) == plan.numberOf(one));
    }

    /** Longest first: 9, 7, 6, 5, 4, 3 on two shards make 17 and 17. */
    @Test
    void withTimesShardsEndTogether() {
        Map<String, Double> seconds = Map.of("a", 3.0, "b", 4.0, "c", 5.0, "d", 6.0, "e", 7.0, "f", 9.0);
        var plan = new ShardPlan(2, seconds);

        Map<Integer, Double> load = seconds.keySet().stream()
                .collect(Collectors.groupingBy(plan::numberOf, Collectors.summingDouble(seconds::get)));

        assertThat(load).containsOnly(Map.entry(1, 17.0), Map.entry(2, 17.0));
    }

    @Test
    void aClassThatIsNewGoesByItsNameAndMovesNoOther() {
        Map<String, Double> seconds = Map.of("a", 3.0, "b", 4.0, "c", 5.0);
        var before = new ShardPlan(3, seconds);
        var without = new ShardPlan(3, Map.of());

        assertThat(CLASSES).allMatch(one -> before.numberOf(one) == without.numberOf(one));
    }

    @Test
    void aNestedClassIsWhereTheOuterOneIs() {
        var plan = new ShardPlan(7, Map.of("org.example.Test1", 1.0, "org.example.Test2", 1.0));

        assertThat(CLASSES).allMatch(one -> plan.numberOf(one + "$Inner$Most") == plan.numberOf(one));
    }
}
