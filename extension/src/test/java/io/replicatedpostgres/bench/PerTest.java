package io.replicatedpostgres.bench;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What the extension adds to each test, PostgreSQL's own work left out: empty tests that share a cluster, and empty tests. */
final class PerTest {

    private static final int TESTS = 400;

    private PerTest() {}

    static void print(int rounds) throws Exception {
        run(Plain.class);
        run(Sharing.class);
        var with = new ArrayList<Double>();
        var without = new ArrayList<Double>();
        var differences = new ArrayList<Double>();
        for (int round = 0; round < rounds; round++) {
            without.add(run(Plain.class));
            with.add(run(Sharing.class));
            differences.add(with.get(round) - without.get(round));
        }
        System.out.printf(
                Locale.ROOT,
                "%nAn empty test: %.2f ms with the extension and a shared cluster, %.2f ms without, difference %.2f ms"
                        + " (%.2f to %.2f, median of %s rounds of %s tests; the journal is written, the first test that"
                        + " starts the cluster left out).%n",
                Table.median(with),
                Table.median(without),
                Table.median(differences),
                differences.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                differences.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
                rounds,
                TESTS - 1);
    }

    /** Milliseconds per test, from the begin of the first's end to the last's end. */
    private static double run(Class<?> tests) {
        List<Instant> ends = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameters(ofThisRun())
                .execute()
                .testEvents()
                .succeeded()
                .stream()
                .map(Event::getTimestamp)
                .toList();
        if (ends.size() != TESTS) {
            throw new IllegalStateException(tests.getSimpleName() + ": " + ends.size() + " tests succeeded");
        }
        return Duration.between(ends.get(0), ends.get(TESTS - 1)).toNanos() / 1e6 / (TESTS - 1);
    }

    private static Map<String, String> ofThisRun() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("replicatedpostgres."))
                .collect(Collectors.toMap(name -> name, System::getProperty));
    }

    static final class Plain {
        @RepeatedTest(TESTS)
        void empty() {}
    }

    @ReplicatedPostgres(shared = true)
    static final class Sharing {
        @RepeatedTest(TESTS)
        void empty(Cluster cluster) {}
    }
}
