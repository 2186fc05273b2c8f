package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.IsolationCheck;
import io.replicatedpostgres.isolation.Edge;
import io.replicatedpostgres.isolation.Finding;
import io.replicatedpostgres.isolation.Link;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Transactions that stand in a circle, each of which must have come before the next one: boxes on an ellipse, with arrows between
 * them.
 *
 * @param title the anomaly, and the guarantee that it breaks
 * @param boxes one for each transaction
 * @param arrows one for each link
 */
record CyclePicture(String title, List<Box> boxes, List<Arrow> arrows) {

    static final int WIDTH = 900;
    static final int HEIGHT = 400;
    static final int BOX_WIDTH = 250;
    static final int BOX_HEIGHT = 58;
    private static final int BOXES_MAX = 8;
    private static final int TEXT_MAX = 40;
    private static final double BEND = 0.12;

    /**
     * A transaction.
     *
     * @param x its left edge
     * @param y its upper edge
     * @param name what it is called: {@code T1}
     * @param title the same, and where it ran
     * @param text what it did
     * @param transaction all that is known of it
     */
    record Box(int x, int y, String name, String title, String text, Transaction transaction) {

        /** From when to when. */
        String time() {
            return "%s to %s".formatted(Times.at(transaction.invokedNanos()), Times.at(transaction.endedNanos()));
        }
    }

    /**
     * Why one comes before another.
     *
     * @param path the line
     * @param head the point at its end
     * @param x where its name stands
     * @param y where its name stands
     * @param name what kind of order it is
     * @param words the same in a sentence
     * @param missed whether it is something that was not seen
     */
    record Arrow(String path, String head, int x, int y, String name, String words, boolean missed) {}

    /** The circles that break a level of isolation which was found broken, judged anew over all that was recorded. */
    static List<CyclePicture> of(List<GuaranteeChecked> guarantees, History history) {
        var broken = new LinkedHashSet<String>();
        for (GuaranteeChecked checked : guarantees) {
            if (GuaranteeVerdict.of(checked.verdict()) == GuaranteeVerdict.FAIL) {
                broken.add(checked.guarantee());
            }
        }
        var pictures = new ArrayList<CyclePicture>();
        for (String guarantee : broken) {
            Guarantees.named(guarantee)
                    .filter(IsolationCheck.class::isInstance)
                    .map(IsolationCheck.class::cast)
                    .ifPresent(check -> check.findings(history).stream()
                            .filter(finding ->
                                    finding.isCycle() && finding.transactions().size() <= BOXES_MAX)
                            .forEach(finding -> pictures.add(of(guarantee, finding))));
        }
        return pictures;
    }

    private static CyclePicture of(String guarantee, Finding finding) {
        int count = finding.transactions().size();
        var boxes = new ArrayList<Box>();
        for (int i = 0; i < count; i++) {
            boxes.add(box(i, count, finding.transactions().get(i)));
        }
        List<Arrow> arrows = finding.links().stream()
                .map(link -> arrow(link, boxes.get(link.from()), boxes.get(link.to())))
                .toList();
        return new CyclePicture("%s: not %s".formatted(finding.name(), guarantee), boxes, arrows);
    }

    private static Box box(int place, int count, Transaction transaction) {
        double angle = 2 * Math.PI * place / count - Math.PI / 2;
        int x = (int) (WIDTH / 2.0 + (WIDTH - BOX_WIDTH - 20) / 2.0 * Math.cos(angle) - BOX_WIDTH / 2.0);
        int y = (int) (HEIGHT / 2.0 + (HEIGHT - BOX_HEIGHT - 20) / 2.0 * Math.sin(angle) - BOX_HEIGHT / 2.0);
        String role =
                transaction.recovering() == null ? "" : transaction.recovering() ? ", a standby" : ", the primary";
        String node = transaction.node() == null
                ? "a node not known"
                : transaction.node().name();
        String name = "T" + (place + 1);
        return new Box(x, y, name, "%s on %s%s".formatted(name, node, role), text(transaction.steps()), transaction);
    }

    private static String text(List<TransactionStep> steps) {
        String all = steps.stream().map(CyclePicture::text).collect(Collectors.joining(", "));
        return all.length() > TEXT_MAX ? all.substring(0, TEXT_MAX) + "…" : all;
    }

    private static String text(TransactionStep step) {
        return switch (step.kind()) {
            case APPEND -> "append %s to %s".formatted(step.element(), step.key());
            case READ -> list(step);
            case WRITE -> "%s := %s".formatted(step.key(), step.element());
            case GET -> "%s = %s".formatted(step.key(), step.element());
        };
    }

    private static String list(TransactionStep step) {
        List<Long> list = step.list();
        String last = list.isEmpty() ? "" : (list.size() > 1 ? "…" : "") + list.get(list.size() - 1);
        return "%s = [%s]".formatted(step.key(), last);
    }

    /** Bent to one side, so that two arrows between the same boxes do not lie on each other. */
    private static Arrow arrow(Link link, Box from, Box to) {
        double fromX = from.x() + BOX_WIDTH / 2.0;
        double fromY = from.y() + BOX_HEIGHT / 2.0;
        double toX = to.x() + BOX_WIDTH / 2.0;
        double toY = to.y() + BOX_HEIGHT / 2.0;
        double bendX = (fromX + toX) / 2 - BEND * (toY - fromY);
        double bendY = (fromY + toY) / 2 + BEND * (toX - fromX);
        double[] begin = edge(fromX, fromY, bendX, bendY);
        double[] end = edge(toX, toY, bendX, bendY);
        double angle = Math.atan2(end[1] - bendY, end[0] - bendX);
        Edge edge = link.edge() == null ? Edge.REALTIME : link.edge();
        return new Arrow(
                "M %s Q %s %s".formatted(point(begin[0], begin[1]), point(bendX, bendY), point(end[0], end[1])),
                "M %s L %s L %s Z".formatted(point(end[0], end[1]), behind(end, angle - 0.4), behind(end, angle + 0.4)),
                (int) ((begin[0] + 2 * bendX + end[0]) / 4),
                (int) ((begin[1] + 2 * bendY + end[1]) / 4),
                edge.code(),
                link.words(),
                edge == Edge.RW);
    }

    private static String behind(double[] end, double angle) {
        return point(end[0] - 12 * Math.cos(angle), end[1] - 12 * Math.sin(angle));
    }

    /** Where the way from the middle of a box to a point leaves the box. */
    private static double[] edge(double x, double y, double towardsX, double towardsY) {
        double dx = towardsX - x;
        double dy = towardsY - y;
        double outside = Math.max(Math.abs(dx) / (BOX_WIDTH / 2.0), Math.abs(dy) / (BOX_HEIGHT / 2.0));
        double part = outside == 0 ? 0 : 1 / outside;
        return new double[] {x + dx * part, y + dy * part};
    }

    private static String point(double x, double y) {
        return String.format(Locale.ROOT, "%.1f %.1f", x, y);
    }
}
