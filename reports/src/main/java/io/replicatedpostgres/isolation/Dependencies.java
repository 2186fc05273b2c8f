package io.replicatedpostgres.isolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes the graph of dependencies: who overwrote whom, who read from whom, who missed whose write, and, if that is asked for, the
 * order of each client and that of the clock. It grows with the history: the order of the clock goes by points in time, one for
 * each acknowledgement, and not by pairs.
 */
final class Dependencies {

    /** So many of a key are taken, or their number would grow as that of its reads times that of its writes. */
    private static final int UNREAD_MAX = 8;

    private final TransactionTable table;
    private final Commits commits;
    private final Graph.Builder graph;
    private final List<List<KeyHistory.Unread>> unread = new ArrayList<>();

    private Dependencies(TransactionTable table, Commits commits) {
        this.table = table;
        this.commits = commits;
        this.graph = new Graph.Builder(table.size());
    }

    static Graph of(TransactionTable table, Commits commits, Order order) {
        var dependencies = new Dependencies(table, commits);
        table.keys().forEach(key -> dependencies.unread.add(key.unread(commits::isAcknowledged, UNREAD_MAX)));
        dependencies.overwrites();
        for (int i = 0; i < table.size(); i++) {
            if (commits.has(i)) {
                dependencies.reads(i);
            }
        }
        if (order == Order.SESSION) {
            dependencies.sessions();
        } else if (order == Order.STRICT) {
            dependencies.clock();
        }
        return dependencies.graph.build();
    }

    private void overwrites() {
        for (int number = 0; number < table.keys().size(); number++) {
            KeyHistory key = table.keys().get(number);
            int last = KeyHistory.NO_WRITER;
            for (int i = 0; i < key.size(); i++) {
                int writer = key.writer(key.ordered(i));
                if (!commits.has(writer)) {
                    continue;
                }
                if (last != KeyHistory.NO_WRITER && last != writer) {
                    graph.edge(last, writer, Edge.WW, number, i);
                }
                last = writer;
            }
            for (KeyHistory.Unread behind : unread.get(number)) {
                if (last != KeyHistory.NO_WRITER && last != behind.writer()) {
                    graph.edge(last, behind.writer(), Edge.WW, number, -1);
                }
            }
        }
    }

    private void reads(int reader) {
        for (int step = table.firstStep(reader); step < table.endOfSteps(reader); step++) {
            if (table.isWrite(step)) {
                continue;
            }
            int number = table.key(step);
            KeyHistory key = table.keys().get(number);
            long read = table.value(step);
            int length = foreign(key, read, reader);
            int writer = length == 0 ? KeyHistory.NO_WRITER : key.writer(key.element(read, length - 1));
            if (commits.has(writer)) {
                graph.edge(writer, reader, Edge.WR, number, KeyHistory.isPrefix(read) ? length - 1 : -1);
            }
            if (KeyHistory.isPrefix(read)) {
                missed(reader, number, key, length);
            }
        }
    }

    /**
     * The first one whose append a reader missed; the others come after that one anyway. What was acknowledged and never read is
     * behind all that was read.
     */
    private void missed(int reader, int number, KeyHistory key, int length) {
        int next = length;
        while (next < key.size() && !commits.has(key.writer(key.ordered(next)))) {
            next++;
        }
        if (next < key.size()) {
            int writer = key.writer(key.ordered(next));
            if (writer != reader) {
                graph.edge(reader, writer, Edge.RW, number, next);
            }
            return;
        }
        for (KeyHistory.Unread behind : unread.get(number)) {
            if (behind.writer() != reader) {
                graph.edge(reader, behind.writer(), Edge.RW, number, -1);
            }
        }
    }

    /** How long a list was that was read, without what the reader itself had appended at its end. */
    static int foreign(KeyHistory key, long read, int reader) {
        int length = key.length(read);
        while (length > 0 && key.writer(key.element(read, length - 1)) == reader) {
            length--;
        }
        return length;
    }

    private void sessions() {
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < table.size(); i++) {
            if (table.client(i) >= 0 && commits.has(i)) {
                Integer before = last.put(table.client(i), i);
                if (before != null) {
                    graph.edge(before, i, Edge.PROCESS);
                }
            }
        }
    }

    private void clock() {
        int[] begun = sorted(IntStream.range(0, table.size()).filter(commits::has), true);
        int[] done = sorted(IntStream.range(0, table.size()).filter(commits::isAcknowledged), false);
        int next = 0;
        int point = -1;
        for (int transaction : begun) {
            while (next < done.length && table.ended(done[next]) < table.invoked(transaction)) {
                int later = graph.pointInTime();
                graph.edge(done[next], later, Edge.REALTIME);
                if (point >= 0) {
                    graph.edge(point, later, Edge.REALTIME);
                }
                point = later;
                next++;
            }
            if (point >= 0) {
                graph.edge(point, transaction, Edge.REALTIME);
            }
        }
    }

    private int[] sorted(IntStream transactions, boolean byBeginning) {
        int[] numbers = transactions.toArray();
        long[] times = new long[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            times[i] = byBeginning ? table.invoked(numbers[i]) : table.ended(numbers[i]);
        }
        Integer[] places = IntStream.range(0, numbers.length).boxed().toArray(Integer[]::new);
        Arrays.sort(places, (one, other) -> Long.compare(times[one], times[other]));
        return Arrays.stream(places).mapToInt(place -> numbers[place]).toArray();
    }
}
