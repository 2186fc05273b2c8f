package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the proxy against no proxy, turn by turn in one run, and prints a table in Markdown. Every ratio is the median of the ratios
 * of single rounds, with the least and the greatest beside it: on a machine that does other work that is all that can be compared.
 *
 * <p>{@code mvn -pl reports,extension -Ptoxiproxy-benchmark test -DskipTests}; the only argument is the number of rounds (9).
 */
@SuppressWarnings("SystemOut") // a table on standard output is its purpose
public final class ToxiproxyBenchmark {
    private static final int ROUND_TRIPS = 8_000;

    private final int rounds;

    private ToxiproxyBenchmark(int rounds) {
        this.rounds = rounds;
    }

    public static void main(String... arguments) throws IOException {
        new ToxiproxyBenchmark(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9).run();
    }

    private void run() throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%s, Java %s, %s processors, %s rounds%n%n",
                System.getProperty("os.name"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                rounds);
        line("measurement", "direct", "proxy", "ratio or difference", "wanted");
        line("---", "---", "---", "---", "---");
        try (BenchmarkPeer peer = new BenchmarkPeer();
                ToxiproxyServer server = ToxiproxyServer.start("127.0.0.1", 0)) {
            ApiClient api = new ApiClient(server.port());
            int proxy = proxyTo(api, "peer", peer.port());
            roundTrips(peer.port(), proxy);
            bulk(peer.port(), proxy);
            postgres(api);
            accuracy(api, peer.port(), proxy);
            api(api);
        }
    }

    private void roundTrips(int direct, int proxy) throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> oursWorst = new ArrayList<>();
        List<Double> theirsWorst = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        BenchmarkPeer.roundTrips(proxy, ROUND_TRIPS);
        for (int i = 0; i < rounds; i++) {
            double[] plain = BenchmarkPeer.roundTrips(direct, ROUND_TRIPS);
            double[] proxied = BenchmarkPeer.roundTrips(proxy, ROUND_TRIPS);
            theirs.add(plain[0]);
            theirsWorst.add(plain[1]);
            ours.add(proxied[0]);
            oursWorst.add(proxied[1]);
            differences.add(proxied[0] - plain[0]);
        }
        line("64-byte round trip, p50", micros(theirs), micros(ours), spread(differences, "%+.1f", " µs"), "≤ +25 µs");
        line("64-byte round trip, p99", micros(theirsWorst), micros(oursWorst), "", "");
    }

    private void bulk(int direct, int proxy) throws IOException {
        compare(
                "bulk, 1 connection",
                " MB/s",
                "≥ 0.5",
                () -> BenchmarkPeer.bulk(direct, 1),
                () -> BenchmarkPeer.bulk(proxy, 1));
    }

    private void postgres(ApiClient api) throws IOException {
        Optional<BenchmarkPostgres> found = BenchmarkPostgres.start();
        if (found.isEmpty()) {
            line("pgbench -S", "no PostgreSQL found", "", "", "");
            return;
        }
        try (BenchmarkPostgres postgres = found.get()) {
            int proxy = proxyTo(api, "pg", postgres.port());
            for (int clients : new int[] {4, 16}) {
                selects(postgres, "simple", clients, proxy, "≥ 0.75");
                selects(postgres, "prepared", clients, proxy, "");
            }
        }
    }

    private void selects(BenchmarkPostgres postgres, String protocol, int clients, int proxy, String wanted)
            throws IOException {
        compare(
                "pgbench -S -M %s, %s clients".formatted(protocol, clients),
                " tps",
                wanted,
                () -> postgres.selects(protocol, postgres.port(), clients, 2),
                () -> postgres.selects(protocol, proxy, clients, 2));
    }

    private static void accuracy(ApiClient api, int direct, int proxy) throws IOException {
        for (int wait : new int[] {10, 100}) {
            accuracy("for comparison: a thread's own wait of " + wait + " ms", wait, meanWaitMillis(wait), "%.2f ms");
        }
        for (int latency : new int[] {10, 100}) {
            double bare = BenchmarkPeer.meanRoundTripMillis(direct, 1);
            toxic(api, "latency", "\"latency\":" + latency);
            double mean = BenchmarkPeer.meanRoundTripMillis(proxy, 10) - bare;
            api.post("/reset", "");
            accuracy("latency " + latency + " ms over 10 s, mean", latency, mean, "%.2f ms");
        }
        for (int rate : new int[] {100, 1000, 20_000}) {
            toxic(api, "bandwidth", "\"rate\":" + rate);
            double measured = rate * 10.0 / BenchmarkPeer.secondsFor(proxy, rate * 10_000);
            api.post("/reset", "");
            accuracy("bandwidth " + rate + " kB/s over 10 s", rate, measured, "%.1f kB/s");
        }
    }

    private static double meanWaitMillis(int wait) {
        Stopwatch watch = Stopwatch.start();
        int count = 3_000 / wait;
        for (int i = 0; i < count; i++) {
            long until = System.nanoTime() + wait * 1_000_000L;
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
        }
        return watch.millis() / count;
    }

    private static void accuracy(String what, double asked, double measured, String format) {
        line(what, "", format(format, measured), format("%+.2f %%", (measured / asked - 1) * 100), "within 2 %");
    }

    private void api(ApiClient api) throws IOException {
        List<Double> starts = new ArrayList<>();
        List<Double> creates = new ArrayList<>();
        List<Double> disables = new ArrayList<>();
        for (int i = 0; i < rounds * 5; i++) {
            Stopwatch start = Stopwatch.start();
            ToxiproxyServer.start("127.0.0.1", 0).close();
            starts.add(start.millis());
            Stopwatch create = Stopwatch.start();
            proxyTo(api, "p" + i, 1);
            creates.add(create.millis());
            Stopwatch disable = Stopwatch.start();
            api.patch("/proxies/p" + i, "{\"enabled\":false}");
            disables.add(disable.millis());
        }
        line("start and close the server, warm", "", format("%.2f ms", median(starts)), "", "< 30 ms");
        line("create a proxy over HTTP, p50", "", format("%.2f ms", median(creates)), "", "about 1 ms");
        line("disable a proxy over HTTP, p50", "", format("%.2f ms", median(disables)), "", "about 1 ms");
    }

    private void compare(String what, String unit, String wanted, Measurement direct, Measurement proxied)
            throws IOException {
        List<Double> theirs = new ArrayList<>();
        List<Double> ours = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        proxied.take();
        for (int i = 0; i < rounds; i++) {
            theirs.add(direct.take());
            ours.add(proxied.take());
            ratios.add(ours.get(i) / theirs.get(i));
        }
        line(
                what,
                format("%.0f", median(theirs)) + unit,
                format("%.0f", median(ours)) + unit,
                spread(ratios, "%.2f", ""),
                wanted);
    }

    private static int proxyTo(ApiClient api, String name, int port) {
        String listen = api.post(
                        "/proxies",
                        "{\"name\":\"" + name + "\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:" + port
                                + "\"}")
                .json()
                .get("listen")
                .getAsString();
        return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }

    private static void toxic(ApiClient api, String type, String attributes) {
        api.post("/proxies/peer/toxics", "{\"type\":\"" + type + "\",\"attributes\":{" + attributes + "}}");
    }

    private static void line(String... cells) {
        System.out.println("| " + String.join(" | ", Arrays.asList(cells)) + " |");
    }

    private static String micros(List<Double> values) {
        return format("%.1f µs", median(values));
    }

    private static String spread(List<Double> values, String number, String unit) {
        return format(
                "**" + number + unit + "** (" + number + "…" + number + ")",
                median(values),
                Collections.min(values),
                Collections.max(values));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    @SuppressWarnings({"AnnotateFormatMethod", "FormatStringAnnotation"})
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** One number, in whatever unit. */
    private interface Measurement {
        double take() throws IOException;
    }
}
