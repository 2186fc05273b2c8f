package io.replicatedpostgres.report;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the reader of a test that is not green wants to know first.
 *
 * @param title in a line: what became of it, and when
 * @param headline the first line of why; empty if there is nothing to say
 * @param rest the other lines of why; empty if there are none
 * @param losses what was lost, a sentence each
 * @param doubts the guarantees that did not hold or are not known, and are not in the headline, the worst first
 * @param otherFailures the first assertions that failed and say something else than the end does
 * @param telling the lines of the servers' logs that tell most; empty if the test passed
 * @param isEmpty whether there is nothing to say
 */
record WhatWentWrong(
        String title,
        String headline,
        String rest,
        List<String> losses,
        List<Judged> doubts,
        List<Moment> otherFailures,
        List<Moment> telling,
        boolean isEmpty) {

    private static final int FAILURES_MAX = 5;
    private static final Pattern THROWN = Pattern.compile(
            "^(java\\.lang\\.AssertionError|org\\.opentest4j\\.[A-Za-z]+|org\\.assertj\\.[A-Za-z.]+Error): ");

    static WhatWentWrong in(Attempt attempt) {
        Attempt.Ending ending = attempt.ending();
        boolean bad = ending.verdict().isBad();
        boolean doubtful = ending.verdict().isDoubtful();
        List<Judged> doubts =
                attempt.evidence().judged().stream().filter(Judged::isDoubt).toList();
        String message = doubtful ? doubts.get(0).text() : said(ending);
        List<Moment> others = of(attempt, Moment.Kind.FAILURE)
                .filter(failure ->
                        !message.contains(failure.text()) && !failure.text().contains(message))
                .limit(FAILURES_MAX)
                .toList();
        List<Moment> telling = bad ? TellingLines.in(attempt.moments()) : List.of();
        boolean empty = !bad && message.isEmpty() && ending.problem() == null && others.isEmpty();
        int end = message.indexOf('\n');
        return new WhatWentWrong(
                title(attempt),
                end < 0 ? message : message.substring(0, end),
                end < 0 ? "" : message.substring(end + 1).stripTrailing(),
                bad || doubtful ? Loss.in(attempt) : List.of(),
                doubts.stream()
                        .filter(doubt -> !message.contains(doubt.said().guarantee()))
                        .toList(),
                others,
                telling,
                empty);
    }

    private static String said(Attempt.Ending ending) {
        String unreadable = ending.verdict() == Verdict.UNREADABLE ? ending.problem() : null;
        String message = Objects.requireNonNullElse(ending.message(), Objects.requireNonNullElse(unreadable, ""))
                .strip();
        return THROWN.matcher(message).replaceFirst("");
    }

    private static String title(Attempt attempt) {
        String at = Times.at(attempt.endNanos());
        return switch (attempt.ending().verdict()) {
            case FAILED ->
                "It failed at "
                        + of(attempt, Moment.Kind.FAILURE)
                                .findFirst()
                                .map(failure -> Times.at(failure.atNanos()))
                                .orElse(at);
            case UNFINISHED -> "It did not end; the last sign of it is at " + at;
            case UNREADABLE -> "Its journal cannot be read";
            case ABORTED -> "It was aborted at " + at;
            case SKIPPED -> "It was not run";
            case BROKEN -> "It passed, though a guarantee was broken";
            case UNKNOWN -> "It passed, and a guarantee could not be judged";
            case LOSS_ALLOWED -> "It passed, and acknowledged writes were lost, as is allowed here";
            case PASSED -> "It passed, and yet";
        };
    }

    private static Stream<Moment> of(Attempt attempt, Moment.Kind kind) {
        return attempt.moments().stream().filter(moment -> moment.kind() == kind);
    }
}
