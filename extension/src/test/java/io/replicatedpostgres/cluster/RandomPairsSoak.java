package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random pairs of faults and damages: after healing and the recorded repairs every round converges. A round is reproduced by
 * {@code -Dfaults.seed=<its seed> -Dfaults.rounds=1}.
 */
@Tag("soak")
class RandomPairsSoak {

    private static final Path DIARY = Path.of("target", "faults-soak.txt");
    private static final int HANDLES_MORE_MAX = 40;

    private final long firstSeed = Long.getLong("faults.seed", 20_261_123L);
    private final int rounds = Integer.getInteger("faults.rounds", 200);

    @Test
    void everyRoundConverges() throws IOException {
        var failures = new ArrayList<String>();
        int rebuilds = 0;
        int refused = 0;
        long handles = -1;
        Files.createDirectories(DIARY.getParent());
        Files.writeString(DIARY, "");
        for (int number = 0; number < rounds; number++) {
            long seed = firstSeed + number;
            var round = new SoakRound(seed);
            try {
                SoakRound.Result result = round.run();
                rebuilds += result.rebuilds();
                refused += result.refused();
                note("seed %s ok %s".formatted(seed, result));
            } catch (RuntimeException | AssertionError e) {
                failures.add("seed %s %s: %s".formatted(seed, round.strikes(), e));
                note("seed %s FAILED %s: %s".formatted(seed, round.strikes(), e));
            }
            await().until(() -> threads() == 0);
            handles = number == Math.min(10, rounds - 1) ? handles() : handles;
        }
        note("%s rounds from seed %s: %s failed, %s rebuilds, %s strikes refused"
                .formatted(rounds, firstSeed, failures.size(), rebuilds, refused));
        assertThat(failures).isEmpty();
        assertThat(handles()).isLessThan(handles + HANDLES_MORE_MAX);
    }

    private static void note(String line) throws IOException {
        Files.writeString(DIARY, line + "\n", StandardOpenOption.APPEND);
    }

    private static long threads() {
        List<String> ours = List.of("flapping", "crash-loop", "long-query", "load");
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        ours.stream().anyMatch(name -> thread.getName().equals("replicated-postgres-" + name)))
                .count();
    }

    private static long handles() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> each = Files.list(open)) {
            return each.count();
        }
    }
}
