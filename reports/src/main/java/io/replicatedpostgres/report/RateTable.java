package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The operations of clients as a table: a line for each stretch of time in which anything ended.
 *
 * @param caption how long a stretch is
 * @param fates the columns
 * @param rows the lines
 */
record RateTable(String caption, List<String> fates, List<Line> rows) {

    /**
     * A stretch of time.
     *
     * @param at its beginning
     * @param counts how many operations had each fate
     * @param slowest the longest latency of them
     */
    record Line(String at, List<Long> counts, String slowest) {}

    static RateTable of(Rates rates, List<OperationPoint> points) {
        List<Map.Entry<Fate, long[]>> columns = List.copyOf(rates.counts().entrySet());
        int stretches = columns.isEmpty() ? 0 : columns.get(0).getValue().length;
        long[] slowest = new long[stretches];
        for (OperationPoint point : points) {
            int stretch = (int) (point.endedNanos() / rates.widthNanos());
            slowest[stretch] = Math.max(slowest[stretch], point.latencyNanos());
        }
        var rows = new ArrayList<Line>();
        for (int i = 0; i < stretches; i++) {
            int stretch = i;
            List<Long> counts =
                    columns.stream().map(column -> column.getValue()[stretch]).toList();
            if (counts.stream().anyMatch(count -> count > 0)) {
                rows.add(new Line(Times.at(i * rates.widthNanos()), counts, Times.lasting(slowest[i])));
            }
        }
        return new RateTable(
                "Operations that ended in each " + Times.lasting(rates.widthNanos()),
                columns.stream().map(column -> column.getKey().word()).toList(),
                rows);
    }
}
