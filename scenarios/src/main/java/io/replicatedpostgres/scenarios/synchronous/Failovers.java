package io.replicatedpostgres.scenarios.synchronous;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.Story;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** What many failovers cost, one by one and as a distribution. */
final class Failovers {

    /**
     * One failover.
     *
     * @param lostRows acknowledged rows that the survivor lacks
     * @param lostWalBytes from the fork to the last of them
     * @param lostTime from the first acknowledgement that was lost to the last
     * @param clients the longest time without an acknowledgement, as clients saw it
     * @param servers the longest time without a primary, as the servers saw it
     */
    record One(int lostRows, long lostWalBytes, Duration lostTime, Duration clients, Duration servers) {}

    private final List<One> all = new CopyOnWriteArrayList<>();

    One add(Cluster cluster) {
        History history = History.of(cluster.journal().path().orElseThrow());
        Ledger page = survivor(history);
        var one = new One(
                page.lost().size(),
                page.lostWalBytes(history).orElse(0L),
                page.lostTime(),
                longest(history.works().stream()
                        .flatMap(work -> Outage.ofClients(work).stream())
                        .toList()),
                longest(Outage.ofServers(history)));
        all.add(one);
        return one;
    }

    static Ledger survivor(History history) {
        return Ledger.of(history).stream().filter(Ledger::survivor).findFirst().orElseThrow();
    }

    private static Duration longest(List<Outage> outages) {
        return outages.stream()
                .map(Outage::length)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    void print(String what) {
        Story.shown("%s: %s failovers".formatted(what, all.size()));
        Story.shown("RTO, clients      " + spread(one -> one.clients().toMillis()) + " ms");
        Story.shown("RTO, servers      " + spread(one -> one.servers().toMillis()) + " ms");
        Story.shown("RPO, rows         " + spread(One::lostRows));
        Story.shown("RPO, WAL          " + spread(One::lostWalBytes) + " bytes");
        Story.shown("RPO, time         " + spread(one -> one.lostTime().toMillis()) + " ms");
    }

    private String spread(ToLongFunction<One> measure) {
        long[] sorted = all.stream().mapToLong(measure).sorted().toArray();
        return sorted.length == 0
                ? "nothing"
                : String.format(
                        Locale.ROOT,
                        "min %s, median %s, p90 %s, max %s",
                        sorted[0],
                        sorted[sorted.length / 2],
                        sorted[sorted.length * 9 / 10],
                        sorted[sorted.length - 1]);
    }
}
