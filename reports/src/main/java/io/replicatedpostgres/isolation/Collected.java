package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Transaction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings on the way: of each anomaly the one with the fewest transactions. */
final class Collected {

    private final TransactionTable table;
    private final Map<Anomaly, Finding> smallest = new EnumMap<>(Anomaly.class);

    Collected(TransactionTable table) {
        this.table = table;
    }

    /** What these transactions show; the sentence calls them T1, T2. */
    void add(Anomaly anomaly, String words, int... transactions) {
        if (!smallest.containsKey(anomaly)) {
            var shown = new ArrayList<Transaction>();
            for (int transaction : transactions) {
                shown.add(table.at(transaction));
            }
            var link = new Link(0, shown.size() - 1, null, words);
            smallest.put(anomaly, new Finding(anomaly, anomaly.code(), shown, List.of(link)));
        }
    }

    void add(Cycle cycle) {
        Finding finding = finding(cycle);
        smallest.merge(
                finding.anomaly(),
                finding,
                (one, other) -> other.transactions().size() < one.transactions().size() ? other : one);
    }

    /** Points in time are left out: the edges to and from them become one. The first node is a transaction. */
    private Finding finding(Cycle cycle) {
        int length = cycle.nodes().length;
        Map<Integer, Integer> places = new LinkedHashMap<>();
        for (int node : cycle.nodes()) {
            if (cycle.graph().isTransaction(node)) {
                places.putIfAbsent(node, places.size());
            }
        }
        var links = new ArrayList<Link>();
        int from = 0;
        for (int i = 1; i <= length; i++) {
            int to = i % length;
            if (cycle.graph().isTransaction(cycle.nodes()[to])) {
                links.add(link(cycle, from, to, places));
                from = to;
            }
        }
        return new Finding(
                cycle.anomaly(),
                cycle.code(),
                places.keySet().stream().map(table::at).toList(),
                links);
    }

    private Link link(Cycle cycle, int from, int to, Map<Integer, Integer> places) {
        int earlier = places.getOrDefault(cycle.nodes()[from], 0);
        int later = places.getOrDefault(cycle.nodes()[to], 0);
        Edge kind = cycle.kind(from);
        return new Link(earlier, later, kind, words(cycle, from, kind, "T" + (earlier + 1), "T" + (later + 1)));
    }

    private String words(Cycle cycle, int at, Edge kind, String earlier, String later) {
        int edge = cycle.edges()[at];
        if (kind == Edge.PROCESS) {
            return "one client did %s and then %s".formatted(earlier, later);
        }
        if (kind == Edge.REALTIME) {
            return "%s was acknowledged before %s began".formatted(earlier, later);
        }
        KeyHistory key = table.keys().get(cycle.graph().key(edge));
        int position = cycle.graph().position(edge);
        String element = position < 0 ? "more" : String.valueOf(key.ordered(position));
        String name = key.name();
        if (key.isRegister()) {
            return switch (kind) {
                case WW -> "%s wrote %s to %s over what %s had written".formatted(later, element, name, earlier);
                case WR -> "%s read %s in %s, which %s had written".formatted(later, element, name, earlier);
                default -> "%s read %s before it was %s, which %s wrote".formatted(earlier, name, element, later);
            };
        }
        return switch (kind) {
            case WW -> "%s appended %s to %s behind what %s had appended".formatted(later, element, name, earlier);
            case WR -> "%s read %s in %s, which %s had appended".formatted(later, element, name, earlier);
            default -> "%s read %s without %s, which %s appended".formatted(earlier, name, element, later);
        };
    }

    Map<Anomaly, Finding> smallest() {
        return smallest;
    }
}
