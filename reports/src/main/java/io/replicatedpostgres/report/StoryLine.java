package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What happened in a test, in a line: what the test did and what broke, in its order. Waiting is left out.
 *
 * @param steps the first ones
 * @param leftOut how many more there are
 */
record StoryLine(List<Step> steps, int leftOut) {

    private static final int STEPS_MAX = 14;

    /** The list of everything that happened has the whole text. */
    private static final int PART_MAX = 200;

    private static final Set<String> TOLD = Set.of("act", "fault", "damage", "healed", "failure", "broken", "fork");

    /**
     * A step.
     *
     * @param anchor the end of the anchor of its row
     * @param at when it began
     * @param kind the class of its style
     * @param text what happened
     * @param times how often, one after the other
     */
    record Step(String anchor, String at, String kind, String text, int times) {

        private static Step of(List<Row> same) {
            Row first = same.get(0);
            return new Step(
                    first.anchor(),
                    first.at(),
                    first.isBad() ? "bad" : first.kind(),
                    StoryLine.text(first, StoryLine::shortened),
                    same.size());
        }
    }

    static StoryLine of(List<Row> rows) {
        var steps = new ArrayList<List<Row>>();
        for (Row row : rows) {
            if (TOLD.contains(row.kind()) && !row.text().startsWith("await ")) {
                add(steps, row);
            }
        }
        int shown = Math.min(STEPS_MAX, steps.size());
        return new StoryLine(steps.subList(0, shown).stream().map(Step::of).toList(), steps.size() - shown);
    }

    /** What differs only behind the place where it is shortened is not the same. */
    private static void add(List<List<Row>> steps, Row row) {
        List<Row> last = steps.isEmpty() ? List.of() : steps.get(steps.size() - 1);
        if (!last.isEmpty() && whole(last.get(0)).equals(whole(row))) {
            last.add(row);
        } else {
            steps.add(new ArrayList<>(List.of(row)));
        }
    }

    private static String whole(Row row) {
        return text(row, UnaryOperator.identity());
    }

    private static String text(Row row, UnaryOperator<String> part) {
        String what = part.apply(firstLine(row.text()));
        String where = row.nodes().isEmpty() ? "" : ": " + row.nodes();
        String how = row.isBad() ? ", failed" : "";
        return switch (row.kind()) {
            case "fault", "damage" -> {
                String detail = part.apply(firstLine(row.detail()));
                yield row.kind() + " " + what + (detail.isEmpty() ? where : ": " + detail);
            }
            case "broken" -> "guarantee broken: " + what.split(": ", 2)[0];
            case "failure" -> "an assertion failed";
            default -> what + where + how;
        };
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= PART_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, PART_MAX)) + " …";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
