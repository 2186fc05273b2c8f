package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What happened in a test, in a line: what the test did and what broke, in its order. Waiting is left out.
 *
 * @param steps the first ones
 * @param leftOut how many more there are
 */
record StoryLine(List<Step> steps, int leftOut) {

    private static final int STEPS_MAX = 14;
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

        private Step again() {
            return new Step(anchor, at, kind, text, times + 1);
        }
    }

    static StoryLine of(List<Row> rows) {
        var steps = new ArrayList<Step>();
        for (Row row : rows) {
            if (TOLD.contains(row.kind()) && !row.text().startsWith("await ")) {
                add(steps, row);
            }
        }
        int shown = Math.min(STEPS_MAX, steps.size());
        return new StoryLine(List.copyOf(steps.subList(0, shown)), steps.size() - shown);
    }

    private static void add(List<Step> steps, Row row) {
        String text = text(row);
        Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        if (last != null && last.text().equals(text)) {
            steps.set(steps.size() - 1, last.again());
        } else {
            steps.add(new Step(row.anchor(), row.at(), row.isBad() ? "bad" : row.kind(), text, 1));
        }
    }

    private static String text(Row row) {
        String what = firstLine(row.text());
        String where = row.nodes().isEmpty() ? "" : ": " + row.nodes();
        String how = row.isBad() ? ", failed" : "";
        return switch (row.kind()) {
            case "fault", "damage" -> {
                String detail = firstLine(row.detail());
                yield row.kind() + " " + what + (detail.isEmpty() ? where : ": " + detail);
            }
            case "broken" -> "guarantee broken: " + what.split(": ", 2)[0];
            case "failure" -> "an assertion failed";
            default -> what + where + how;
        };
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
