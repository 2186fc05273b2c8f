package io.replicatedpostgres.isolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Judges a history of transactions. Direct anomalies are looked for first; then circles in the graph of dependencies, by strongly
 * connected components, in time that grows as the history does. One circle of each kind, the shortest that was met, is the evidence.
 *
 * <p>The theory is Adya's ("Weak Consistency", 1999) with the characterization of snapshot isolation of Cerone and Gotsman
 * ("Analysing Snapshot Isolation", 2016): a history is of snapshot isolation if each circle has two rw edges side by side, of parallel
 * snapshot isolation if each has two rw edges, serializable if there is none. Taking versions from lists is Kingsbury's and Alvaro's
 * ("Elle", 2020).
 */
public final class Isolation {

    /** A read that cannot be repeated is told last: it is there wherever there is another anomaly of READ COMMITTED. */
    private static final Comparator<Finding> PLAINEST_FIRST = Comparator.comparing(
                    (Finding finding) -> finding.anomaly() == Anomaly.NON_REPEATABLE_READ)
            .thenComparing(Finding::anomaly);

    private static final int ALL = Edge.FORWARD | Edge.RW.bit();

    private final TransactionTable table;
    private final Commits commits;
    private final Level level;
    private final Collected collected;
    private boolean complete = true;

    private Isolation(TransactionTable table, Level level) {
        this.table = table;
        this.commits = new Commits(table);
        this.level = level;
        this.collected = new Collected(table);
    }

    /** Judges these transactions. */
    public static Judgement judge(TransactionTable table, Level level, Order order) {
        return new Isolation(table, level).judge(order);
    }

    private Judgement judge(Order order) {
        ReadFaults.collect(table, commits, collected);
        PairFaults.collect(table, commits, collected);
        cycles(Dependencies.of(table, commits, order));
        List<Finding> findings = collected.smallest().values().stream()
                .filter(finding -> level.excludes(finding.anomaly()))
                .sorted(PLAINEST_FIRST)
                .toList();
        int[] judged = IntStream.range(0, table.size()).filter(commits::has).toArray();
        return new Judgement(findings, judged.length, nodes(judged), overlapped(judged), complete);
    }

    private void cycles(Graph graph) {
        switch (level) {
            case READ_COMMITTED -> along(graph, Edge.FORWARD);
            case PARALLEL_SNAPSHOT_ISOLATION -> {
                along(graph, Edge.FORWARD);
                var twice = Components.of(new Walk.NoTwoMissedSideBySide(graph));
                var search = new CycleSearch(new Walk.Along(graph, Edge.FORWARD), twice);
                complete = search.throughOneMissed();
                search.found().forEach(collected::add);
            }
            case SNAPSHOT_ISOLATION -> snapshots(graph);
            case SERIALIZABLE -> {
                snapshots(graph);
                along(graph, ALL);
            }
        }
    }

    private void snapshots(Graph graph) {
        search(new Walk.NoTwoMissedSideBySide(graph));
    }

    private void along(Graph graph, int mask) {
        search(new Walk.Along(graph, mask));
    }

    private void search(Walk walk) {
        new CycleSearch(walk, Components.of(walk)).cycles().forEach(collected::add);
    }

    private List<String> nodes(int[] judged) {
        var nodes = new ArrayList<String>();
        for (int transaction : judged) {
            String node = table.node(transaction);
            if (!node.isEmpty() && !nodes.contains(node)) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** Each transaction is compared with the one that was to end last of those that began before it, and with the last writer. */
    private boolean overlapped(int[] judged) {
        Integer[] byBeginning = Arrays.stream(judged).boxed().toArray(Integer[]::new);
        Arrays.sort(byBeginning, Comparator.comparingLong(table::invoked));
        int any = -1;
        int writer = -1;
        for (int next : byBeginning) {
            boolean writes = writes(next);
            if (overlap(writer, next) || (writes && overlap(any, next))) {
                return true;
            }
            any = later(any, next);
            writer = writes ? later(writer, next) : writer;
        }
        return false;
    }

    private boolean overlap(int earlier, int later) {
        return earlier >= 0
                && table.client(earlier) != table.client(later)
                && table.ended(earlier) > table.invoked(later);
    }

    private int later(int one, int other) {
        return one >= 0 && table.ended(one) > table.ended(other) ? one : other;
    }

    private boolean writes(int transaction) {
        return IntStream.range(table.firstStep(transaction), table.endOfSteps(transaction))
                .anyMatch(table::isWrite);
    }
}
