package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it costs to record each operation: inserts per second by a workload against pgbench with the same statements, the same
 * number of clients and the same way through the links, in turns, as a ratio.
 */
public final class WorkloadBenchmark {

    private static final int ROUNDS = Wanted.rounds(Place.ofThisJvm(), 7);
    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 10_000;
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    private static final String SCRIPT = """
            \\set id random(1, 1000000000)
            BEGIN;
            INSERT INTO pgbench_rows (id, client) VALUES (:id, :client_id)
              RETURNING txid_current(), pg_current_wal_insert_lsn()::text, current_setting('cluster_name');
            COMMIT;
            """;

    private WorkloadBenchmark() {}

    /** Prints the ratio. */
    public static void main(String[] arguments) throws Exception {
        if (!Wanted.places().isEmpty()) {
            return; // clusters are compared, not what runs on them
        }
        if (Place.ofThisJvm().runtime() == RuntimeKind.CONTAINER) {
            System.out.println(
                    "inserts, recorded against pgbench: on local servers only; in a container pgbench cannot go the"
                            + " clients' way, whose ports are this machine's.");
            return;
        }
        var recorded = new ArrayList<Double>();
        var plain = new ArrayList<Double>();
        var ratios = new ArrayList<Double>();
        Path directory = Files.createTempDirectory("workload-benchmark");
        var spec = ClusterSpec.builder().place(Place.ofThisJvm()).build();
        var secrets = Secrets.of();
        Path file = directory.resolve("j.jsonl");
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            var peer = new Peer(cluster);
            byWorkload(cluster);
            for (int round = 0; round < ROUNDS; round++) {
                double ours = byWorkload(cluster);
                double theirs = peer.tps();
                recorded.add(ours);
                plain.add(theirs);
                ratios.add(ours / theirs);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
        System.out.printf(
                Locale.ROOT,
                "inserts, %s clients, median of %s rounds: %.0f/s recorded, %.0f/s by pgbench, ratio %.2f (%.2f to %.2f)%n",
                CLIENTS,
                ROUNDS,
                median(recorded),
                median(plain),
                median(ratios),
                ratios.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
                ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }

    private static double byWorkload(Cluster cluster) {
        long began = System.nanoTime();
        try (Workload load = Workload.inserts(cluster, Clients.of(CLIENTS).atMost(OPERATIONS))) {
            load.awaitDone(Duration.ofMinutes(5));
        }
        return OPERATIONS / ((System.nanoTime() - began) / 1e9);
    }

    /** pgbench, which does not fork a thread per client here either: one for each of two cores. */
    private static final class Peer {

        private final Node node;
        private final Endpoint link;
        private final String user;

        Peer(Cluster cluster) {
            this.node = cluster.primary();
            this.user = cluster.user();
            URI url = URI.create(node.jdbcUrl().replaceFirst("^jdbc:", ""));
            this.link = new Endpoint(url.getHost(), url.getPort());
            node.execute("CREATE TABLE pgbench_rows (id bigint NOT NULL, client bigint NOT NULL)");
            Tool.Result written = node.tool("psql")
                    .with("-X", "-h", link.host(), "-p", "" + link.port(), "-U", user, "-d", "postgres")
                    .with("-c", "\\o " + script())
                    .with("-A", "-t", "-c", "SELECT $$" + SCRIPT + "$$")
                    .run();
            if (written.exitCode() != 0) {
                throw new IllegalStateException(written.output());
            }
        }

        private String script() {
            return node.dataDirectory() + "/../inserts.sql";
        }

        double tps() {
            Tool.Result result = node.tool("pgbench")
                    .with("-h", link.host(), "-p", "" + link.port(), "-U", user)
                    .with("-n", "-M", "prepared", "-c", "" + CLIENTS, "-j", "2", "-t", "" + OPERATIONS / CLIENTS)
                    .with("-f", script(), "postgres")
                    .run();
            Matcher matcher = TPS.matcher(result.output());
            if (result.exitCode() != 0 || !matcher.find()) {
                throw new IllegalStateException(result.output());
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    private static double median(List<Double> some) {
        List<Double> sorted = some.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
