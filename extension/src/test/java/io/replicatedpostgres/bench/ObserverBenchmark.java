package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the observer costs: transactions per second of pgbench with it and without it, in turns, as a ratio. */
public final class ObserverBenchmark {

    private static final int ROUNDS = Wanted.rounds(Place.ofThisJvm(), 9);
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private ObserverBenchmark() {}

    /** Prints the ratio. */
    public static void main(String[] arguments) throws Exception {
        if (!Wanted.places().isEmpty()) {
            return; // clusters are compared, not what runs on them
        }
        var spec = ClusterSpec.builder().place(Place.ofThisJvm()).build();
        Path directory = Files.createTempDirectory("observer-benchmark");
        var ratios = new ArrayList<Double>();
        var with = new ArrayList<Double>();
        var without = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            var secrets = Secrets.of();
            Path file = directory.resolve(round + ".jsonl");
            try (Journal journal = Journal.create(file, secrets)) {
                double observed = tps(spec, new Recording(journal, secrets));
                double alone = tps(spec, Recording.none());
                with.add(observed);
                without.add(alone);
                ratios.add(observed / alone);
            } finally {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(directory);
        System.out.printf(
                Locale.ROOT,
                "pgbench (TPC-B, 4 clients), median of %s rounds: %.0f tps observed, %.0f tps alone, ratio %.3f (%.3f to %.3f)%n",
                ROUNDS,
                median(with),
                median(without),
                median(ratios),
                min(ratios),
                max(ratios));
    }

    private static double tps(ClusterSpec spec, Recording recording) {
        try (Cluster cluster = Cluster.start(spec, recording)) {
            Node primary = cluster.primary();
            String[] server = {"-h", "127.0.0.1", "-p", port(primary), "-U", cluster.user(), "postgres"};
            run(primary, concat(new String[] {"-i", "-s", "4", "-q"}, server));
            Tool.Result result = run(primary, concat(new String[] {"-c", "4", "-j", "1", "-T", "5"}, server));
            Matcher matcher = TPS.matcher(result.output());
            if (!matcher.find()) {
                throw new IllegalStateException(result.output());
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    private static String port(Node node) {
        return node.query("SELECT current_setting('port')").get(0);
    }

    private static Tool.Result run(Node node, String... arguments) {
        Tool.Result result = node.tool("pgbench").with(arguments).run();
        if (result.exitCode() != 0) {
            throw new IllegalStateException(result.output());
        }
        return result;
    }

    private static String[] concat(String[] one, String[] other) {
        var all = new ArrayList<>(List.of(one));
        all.addAll(List.of(other));
        return all.toArray(String[]::new);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double min(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static double max(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
