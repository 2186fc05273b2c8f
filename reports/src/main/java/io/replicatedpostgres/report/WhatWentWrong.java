package io.replicatedpostgres.report;

import java.util.List;
import java.util.Objects;

/**
 * What the reader of a test that did not pass wants to know first.
 *
 * @param title in a line
 * @param otherFailures the first assertions that failed and say something else than the end does
 * @param severeLines the last lines with which servers complained; empty if the test passed
 * @param isEmpty whether there is nothing to say
 */
record WhatWentWrong(String title, List<Moment> otherFailures, List<Moment> severeLines, boolean isEmpty) {

    private static final int FAILURES_MAX = 5;
    private static final int LINES_MAX = 4;

    static WhatWentWrong in(Attempt attempt) {
        Attempt.Ending ending = attempt.ending();
        boolean bad = ending.verdict().isBad();
        String message = Objects.requireNonNullElse(ending.message(), "");
        List<Moment> others = of(attempt, Moment.Kind.FAILURE).stream()
                .filter(failure -> !message.contains(failure.text()))
                .limit(FAILURES_MAX)
                .toList();
        List<Moment> severe = bad ? last(of(attempt, Moment.Kind.SEVERE_LOG)) : List.of();
        boolean empty = !bad && message.isEmpty() && ending.problem() == null && others.isEmpty();
        return new WhatWentWrong(title(attempt), others, severe, empty);
    }

    private static String title(Attempt attempt) {
        String at = Times.at(attempt.endNanos());
        return switch (attempt.ending().verdict()) {
            case FAILED ->
                "It failed at "
                        + of(attempt, Moment.Kind.FAILURE).stream()
                                .findFirst()
                                .map(failure -> Times.at(failure.atNanos()))
                                .orElse(at);
            case UNFINISHED -> "It did not end; the last sign of it is at " + at;
            case UNREADABLE -> "Its journal cannot be read";
            case ABORTED -> "It was aborted at " + at;
            case SKIPPED -> "It was not run";
            case PASSED -> "It passed, and yet";
        };
    }

    private static List<Moment> of(Attempt attempt, Moment.Kind kind) {
        return attempt.moments().stream()
                .filter(moment -> moment.kind() == kind)
                .toList();
    }

    private static List<Moment> last(List<Moment> lines) {
        return lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size());
    }
}
