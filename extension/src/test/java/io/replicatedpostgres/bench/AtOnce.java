package io.replicatedpostgres.bench;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several clusters side by side: how long until all stream, how many a minute, and what they take of the machine. */
final class AtOnce {

    private static final String PROPORTIONAL_MEMORY = """
            parent=$(head -n 1 "$1/postmaster.pid")
            for status in /proc/[0-9]*/stat; do
              { read -r pid name state ppid rest <"$status"; } 2>/dev/null || continue
              if [ "$pid" = "$parent" ] || [ "$ppid" = "$parent" ]; then cat "${status%stat}smaps_rollup" 2>/dev/null; fi
            done | awk '/^Pss:/ { kilobytes += $2 } END { print kilobytes + 0 }'
            """;

    private final ClusterSpec spec;
    private final int rounds;

    AtOnce(ClusterSpec spec, int rounds) {
        this.spec = spec;
        this.rounds = rounds;
    }

    /** Prints it, and adds it to what else was measured. */
    void print(Table table) throws Exception {
        System.out.printf(
                Locale.ROOT, "%n| clusters at once | until all stream | closed after | clusters per minute |%n");
        System.out.printf(Locale.ROOT, "|-----------------:|----------------:|-------------:|--------------------:|%n");
        for (int count : new int[] {1, 2, 4, 8}) {
            var starts = new ArrayList<Double>();
            var closes = new ArrayList<Double>();
            for (int round = 0; round < rounds; round++) {
                round(count, starts, closes);
            }
            double start = Table.median(starts);
            double close = Table.median(closes);
            table.add("%s at once: until all stream".formatted(count), start);
            table.add("%s at once: clusters per minute".formatted(count), count * 60_000 / (start + close));
            System.out.printf(
                    Locale.ROOT,
                    "| %16s | %12.0f ms | %9.0f ms | %19.0f |%n",
                    count,
                    start,
                    close,
                    count * 60_000 / (start + close));
        }
        takes(table);
    }

    private void round(int count, List<Double> starts, List<Double> closes) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            long began = System.nanoTime();
            List<Cluster> clusters = all(threads, Collections.nCopies(count, () -> Cluster.start(spec)));
            long started = System.nanoTime();
            all(threads, clusters.stream().map(AtOnce::closing).toList());
            starts.add((started - began) / 1e6);
            closes.add((System.nanoTime() - started) / 1e6);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Boolean> closing(Cluster cluster) {
        return () -> {
            cluster.close();
            return true;
        };
    }

    private static <T> List<T> all(ExecutorService threads, List<Callable<T>> tasks) throws Exception {
        var results = new ArrayList<T>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }

    private void takes(Table table) {
        var lender = new Lender(spec.place());
        long memory = 0;
        long disk = 0;
        for (String data : lender.dataDirectories()) {
            memory += Long.parseLong(lender.shell(PROPORTIONAL_MEMORY, data).strip());
            disk += Long.parseLong(
                    lender.shell("du -sk \"$1\" | cut -f 1", data).strip());
        }
        lender.close();
        if (memory > 0) {
            table.add("a pair, just started: MB of memory", memory / 1e3);
        }
        table.add("a pair, just started: MB of files", disk / 1e3);
        String inMemory = memory == 0
                ? "memory that cannot be asked for here"
                : String.format(Locale.ROOT, "%.0f MB of memory (shared pages counted once)", memory / 1e3);
        System.out.printf(
                Locale.ROOT,
                "%nA primary with one standby, just started: %s, %.0f MB of files.%n",
                inMemory,
                disk / 1e3);
    }
}
