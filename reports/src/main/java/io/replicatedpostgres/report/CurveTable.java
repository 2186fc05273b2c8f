package io.replicatedpostgres.report;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * A curve as a table that can be read: some points of it, evenly, and always the last.
 *
 * @param rows the points
 * @param count how many points there were
 */
record CurveTable(List<Line> rows, long count) {

    private static final int ROWS_MAX = 60;

    /**
     * A point.
     *
     * @param at when
     * @param value how much
     */
    record Line(String at, String value) {}

    static CurveTable positions(Curve curve) {
        return of(curve, bytes -> new Lsn(bytes).toString());
    }

    static CurveTable sizes(Curve curve) {
        return of(curve, bytes -> DataSize.bytes(Math.max(0, bytes)).toString());
    }

    String caption() {
        return rows.size() < count
                ? String.format(Locale.ROOT, "%,d of %,d samples", rows.size(), count)
                : count + " samples";
    }

    private static CurveTable of(Curve curve, LongFunction<String> shown) {
        List<Curve.Point> points = curve.points();
        int step = Math.max(1, (points.size() + ROWS_MAX - 1) / ROWS_MAX);
        var rows = new ArrayList<Line>();
        for (int i = 0; i < points.size(); i++) {
            Curve.Point point = points.get(i);
            if (i % step == 0 || i == points.size() - 1) {
                rows.add(new Line(
                        Times.at(point.atNanos()), point.value() == null ? "no answer" : shown.apply(point.value())));
            }
        }
        return new CurveTable(rows, Math.max(curve.count(), rows.size()));
    }
}
