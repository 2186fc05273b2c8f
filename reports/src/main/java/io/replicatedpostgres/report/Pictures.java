package io.replicatedpostgres.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data that the script needs to draw the pictures of an attempt. Times are in milliseconds since its beginning, WAL positions
 * in bytes since {@code base}, which is a text because a number there has no 64 bits.
 */
record Pictures(
        double end,
        List<LaneData> lanes,
        List<Band> bands,
        List<ActData> acts,
        List<double[]> twoPrimaries,
        List<InCircle> circles,
        List<Mark> failures,
        String base,
        List<Line> positions,
        List<Line> slots,
        List<Line> lags,
        ClientPictures clients) {

    // Escapes what would end a script element or open a comment in it, and U+2028 and U+2029.
    private static final Gson SAFE_IN_HTML = new GsonBuilder().serializeNulls().create();

    record LaneData(String node, List<SpanData> spans) {}

    record SpanData(double from, double to, String role, String label) {}

    record Band(String kind, String name, List<String> nodes, String detail, double from, double to) {}

    record ActData(int number, String name, String node, String detail, double from, double to, boolean failed) {}

    /** A transaction of the circle with this number, the first being 1. */
    record InCircle(int circle, String name, String node, double from, double to, String text) {}

    record Mark(double at, String text) {}

    record Line(String name, List<@Nullable Double[]> points, List<@Nullable Double[]> limit) {}

    static Pictures of(Attempt attempt) {
        long base = base(attempt);
        return new Pictures(
                Times.millis(attempt.endNanos()),
                lanes(attempt),
                bands(attempt),
                acts(attempt),
                TwoPrimaries.in(attempt.lanes()).stream()
                        .map(two -> new double[] {Times.millis(two.fromNanos()), Times.millis(two.toNanos())})
                        .toList(),
                circles(attempt.evidence().cycles()),
                failures(attempt),
                Long.toUnsignedString(base),
                attempt.positions().entrySet().stream()
                        .map(curve -> new Line(curve.getKey(), points(curve.getValue(), base), List.of()))
                        .toList(),
                attempt.slots().entrySet().stream().map(Pictures::slot).toList(),
                attempt.evidence().lags().entrySet().stream()
                        .map(curve -> new Line(curve.getKey(), points(curve.getValue(), 0), List.of()))
                        .toList(),
                ClientPictures.of(attempt.evidence(), attempt.data().workloads()));
    }

    /** As JSON that may stand in a script element. */
    String json() {
        return SAFE_IN_HTML.toJson(this);
    }

    /** Who leads stands above what the nodes do. */
    private static List<LaneData> lanes(Attempt attempt) {
        Stream<LaneData> leaders = attempt.leaders().isEmpty()
                ? Stream.of()
                : Stream.of(new LaneData(
                        "who leads",
                        attempt.leaders().stream()
                                .map(led -> new SpanData(
                                        Times.millis(led.fromNanos()),
                                        Times.millis(led.toNanos()),
                                        led.colour(),
                                        led.label()))
                                .toList()));
        return Stream.concat(leaders, attempt.lanes().stream().map(Pictures::lane))
                .toList();
    }

    private static LaneData lane(Lane lane) {
        return new LaneData(
                lane.node().name(),
                lane.spans().stream()
                        .map(span -> new SpanData(
                                Times.millis(span.fromNanos()),
                                Times.millis(span.toNanos()),
                                span.role().name().toLowerCase(Locale.ROOT),
                                span.label()))
                        .toList());
    }

    private static List<Band> bands(Attempt attempt) {
        return attempt.deeds().stream()
                .filter(deed -> deed.kind() != Deed.Kind.ACT)
                .map(deed -> new Band(
                        deed.kind().name().toLowerCase(Locale.ROOT),
                        deed.name(),
                        deed.nodes().stream().map(NodeRef::name).toList(),
                        deed.detail(),
                        Times.millis(deed.fromNanos()),
                        endMillis(deed, attempt)))
                .toList();
    }

    private static List<ActData> acts(Attempt attempt) {
        var acts = new ArrayList<ActData>();
        for (Deed deed : attempt.deeds()) {
            if (deed.kind() == Deed.Kind.ACT) {
                acts.add(new ActData(
                        acts.size() + 1,
                        deed.name(),
                        deed.nodes().isEmpty() ? "" : deed.nodes().get(0).name(),
                        deed.detail(),
                        Times.millis(deed.fromNanos()),
                        endMillis(deed, attempt),
                        deed.outcome() == Outcome.FAILED));
            }
        }
        return acts;
    }

    private static List<InCircle> circles(List<CyclePicture> cycles) {
        var circles = new ArrayList<InCircle>();
        for (int i = 0; i < cycles.size(); i++) {
            for (CyclePicture.Box box : cycles.get(i).boxes()) {
                Transaction transaction = box.transaction();
                NodeRef node = transaction.node();
                if (node != null) {
                    circles.add(new InCircle(
                            i + 1,
                            box.name(),
                            node.name(),
                            Times.millis(transaction.invokedNanos()),
                            Times.millis(transaction.endedNanos()),
                            box.text()));
                }
            }
        }
        return circles;
    }

    private static List<Mark> failures(Attempt attempt) {
        return attempt.moments().stream()
                .filter(moment -> moment.kind() == Moment.Kind.FAILURE)
                .map(moment -> new Mark(Times.millis(moment.atNanos()), moment.text()))
                .toList();
    }

    private static double endMillis(Deed deed, Attempt attempt) {
        return Times.millis(deed.toNanos() == null ? attempt.endNanos() : deed.toNanos());
    }

    private static Line slot(Map.Entry<String, Attempt.SlotCurve> slot) {
        return new Line(
                Shown.line(slot.getKey()),
                points(slot.getValue().retained(), 0),
                points(slot.getValue().limit(), 0));
    }

    private static long base(Attempt attempt) {
        return attempt.positions().values().stream()
                .flatMap(curve -> curve.points().stream())
                .flatMap(point -> Stream.ofNullable(point.value()))
                .min(Long::compareUnsigned)
                .orElse(0L);
    }

    private static List<@Nullable Double[]> points(Curve curve, long base) {
        var points = new ArrayList<@Nullable Double[]>();
        for (Curve.Point point : curve.points()) {
            Double value = point.value() == null ? null : (double) (point.value() - base);
            points.add(new @Nullable Double[] {Times.millis(point.atNanos()), value});
        }
        return points;
    }
}
