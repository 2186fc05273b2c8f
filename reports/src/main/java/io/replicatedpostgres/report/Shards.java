package io.replicatedpostgres.report;

import io.replicatedpostgres.model.Shard;
import io.replicatedpostgres.model.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Of which shards of a run there are journals, and of which there are none: what those tested is not known.
 *
 * @param present the numbers of the shards that left a journal, by how many shards their run has
 */
record Shards(SortedMap<Integer, SortedSet<Integer>> present) {

    /** Those that wrote the journals of these tests. */
    static Shards of(List<TestResult> tests) {
        var present = new TreeMap<Integer, SortedSet<Integer>>();
        for (TestResult test : tests) {
            for (Summary attempt : test.attempts()) {
                Shard shard =
                        attempt.header() == null ? null : parse(attempt.header().shard());
                if (shard != null) {
                    present.computeIfAbsent(shard.count(), unseen -> new TreeSet<>())
                            .add(shard.number());
                }
            }
        }
        return new Shards(present);
    }

    /** Whether shards were put together and one of them is not there. */
    boolean areIncomplete() {
        return present.entrySet().stream()
                .anyMatch(run -> run.getValue().size() > 1 && run.getValue().size() < run.getKey());
    }

    /** The shards that left no journal, such as {@code shards 3 and 5 of 5}; empty if there are all. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        present.forEach((count, numbers) -> {
            List<String> absent = IntStream.rangeClosed(1, count)
                    .filter(number -> !numbers.contains(number))
                    .mapToObj(String::valueOf)
                    .toList();
            if (!absent.isEmpty()) {
                missing.add("%s %s of %s".formatted(absent.size() == 1 ? "shard" : "shards", listed(absent), count));
            }
        });
        return missing;
    }

    /** A sentence for each run of which a shard is missing. */
    List<String> said() {
        return missing().stream()
                .map(which -> "There is no journal of " + which + ": nothing is known of what ran there.")
                .toList();
    }

    private static String listed(List<String> numbers) {
        int last = numbers.size() - 1;
        return last == 0
                ? numbers.get(0)
                : numbers.stream().limit(last).collect(Collectors.joining(", ")) + " and " + numbers.get(last);
    }

    private static @Nullable Shard parse(@Nullable String text) {
        try {
            return text == null ? null : Shard.parse(text);
        } catch (SpecException e) {
            return null;
        }
    }
}
