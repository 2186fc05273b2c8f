package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How late each wait lets its thread go when that is interrupted: a hundred interrupts at random moments of each, told as a table in
 * {@code target/letting-go.txt}. No figure is asserted; that each interrupt ends the wait is. {@code -Dletting.go.seed=<seed>} does
 * others.
 */
@Tag("soak")
class LettingGoSoak {

    private static final Path TABLE = Path.of("target", "letting-go.txt");
    private static final int TIMES = 100;
    private static final int WITHIN_MILLIS = 150;
    private static final long SEED = Long.getLong("letting.go.seed", 20_261_129L);

    static List<InterruptedDeed> waits() {
        return InterruptedWaits.endless();
    }

    @ParameterizedTest
    @MethodSource("waits")
    void lets(InterruptedDeed wait) throws IOException {
        long[] late = new long[TIMES];
        var random = new Random(SEED);
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(2).build())) {
            wait.before().accept(cluster);
            for (int time = 0; time < TIMES; time++) {
                late[time] = late(cluster, wait, 1 + random.nextInt(WITHIN_MILLIS));
            }
        }
        tell(wait, LongStream.of(late).sorted().toArray());
    }

    private static long late(Cluster cluster, InterruptedDeed wait, int interruptAfterMillis) {
        var interrupter = new Interrupter(interruptAfterMillis);

        Throwable thrown = catchThrowable(() -> wait.act().accept(cluster));
        long late = interrupter.millisAgo();

        assertThat(interrupter.callOff()).as("it was interrupted").isTrue();
        assertThat(Thread.interrupted()).as("%s keeps the flag", wait).isTrue();
        assertThat(thrown).isNotNull();
        assertThat(thrown.toString()).containsAnyOf("interrupted", "not known");
        return late;
    }

    private static void tell(InterruptedDeed wait, long[] sorted) throws IOException {
        String row = "| %s | %s | %s |%n".formatted(wait, sorted[TIMES / 2], sorted[TIMES - 1]);
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.print(row);
    }
}
