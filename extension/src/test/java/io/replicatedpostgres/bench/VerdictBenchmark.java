package io.replicatedpostgres.bench;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.assertions.ReplicationAssertions;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a verdict costs: a test of 1,000 operations, from the moment its clients stop to the verdicts on what was promised; and a
 * comparison of a million rows on two nodes, against {@code pg_dump --data-only} of both.
 */
public final class VerdictBenchmark {

    private static final int ROUNDS = Wanted.rounds(Place.ofThisJvm(), 5);
    private static final int OPERATIONS = 1_000;
    private static final int ROWS = 1_000_000;

    private VerdictBenchmark() {}

    /** Prints a line for each. */
    public static void main(String[] arguments) throws Exception {
        if (!Wanted.places().isEmpty()) {
            return; // clusters are compared, not what is judged of them
        }
        Path directory = Files.createTempDirectory("verdict-benchmark");
        var judged = new ArrayList<Double>();
        try {
            for (int round = 0; round <= ROUNDS; round++) {
                double millis = judged(directory.resolve(round + ".jsonl"));
                if (round > 0) {
                    judged.add(millis);
                }
            }
        } finally {
            for (int round = 0; round <= ROUNDS; round++) {
                Files.deleteIfExists(directory.resolve(round + ".jsonl"));
            }
            Files.delete(directory);
        }
        print("settled and judged, %s operations".formatted(OPERATIONS), judged);
        content();
    }

    private static double judged(Path file) throws Exception {
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec(), new Recording(journal, secrets))) {
            Workload load = Workload.inserts(cluster, Clients.of(4).atMost(OPERATIONS));
            load.awaitDone(Duration.ofMinutes(1));
            long began = System.nanoTime();
            load.close();
            cluster.settle();
            List<Verdict> verdicts = Judgement.ofPromises(cluster);
            double millis = millisSince(began);
            if (verdicts.stream().anyMatch(verdict -> verdict.outcome() != Verdict.Outcome.PASS)) {
                throw new IllegalStateException(verdicts.toString());
            }
            return millis;
        }
    }

    private static void content() {
        var compared = new ArrayList<Double>();
        var dumped = new ArrayList<Double>();
        try (Cluster cluster = Cluster.start(spec())) {
            cluster.primary().execute("CREATE TABLE content (id bigint PRIMARY KEY, name text, at timestamptz)");
            cluster.primary()
                    .execute(
                            "INSERT INTO content SELECT i, md5(i::text), 'epoch'::timestamptz + i * interval '1 second'"
                                    + " FROM generate_series(1, %s) i".formatted(ROWS));
            cluster.awaitInSync();
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                ReplicationAssertions.assertThat(cluster).hasSameContent();
                compared.add(millisSince(began));
                began = System.nanoTime();
                cluster.nodes().forEach(node -> dump(node, cluster.user()));
                dumped.add(millisSince(began));
            }
        }
        print("same content, %s rows on two nodes".formatted(ROWS), compared);
        print("pg_dump --data-only of both, one after the other", dumped);
        System.out.printf(Locale.ROOT, "ratio %.2f%n", median(compared) / median(dumped));
    }

    private static void dump(Node node, String user) {
        URI url = URI.create(node.jdbcUrl().replaceFirst("^jdbc:", ""));
        Tool.Result result = node.tool("pg_dump")
                .with("--data-only", "--file", "/dev/null")
                .with("-h", url.getHost(), "-p", "" + url.getPort(), "-U", user, "postgres")
                .run();
        if (result.exitCode() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    private static ClusterSpec spec() {
        return ClusterSpec.builder().place(Place.ofThisJvm()).build();
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    private static void print(String what, List<Double> millis) {
        System.out.printf(
                Locale.ROOT,
                "%s: median of %s rounds %.0f ms (%.0f to %.0f)%n",
                what,
                millis.size(),
                median(millis),
                millis.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    private static double median(List<Double> some) {
        return some.stream().sorted().toList().get(some.size() / 2);
    }
}
