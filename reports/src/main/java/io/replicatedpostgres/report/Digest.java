package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.ScenarioStarted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The results of an attempt, small enough to keep those of all attempts.
 *
 * @param scenario what it is an attempt at, whatever it ran on: class and method, or the name
 * @param columns on what it ran: major version and runtime; empty if it did not come so far
 * @param origins the binaries or images
 * @param measures what it cost
 * @param guarantees what is known of each after all judgements, by its name, the worst first
 * @param doubts the guarantees that did not hold or are not known, a line each, the worst first
 * @param otherDoubts those of them that the headline does not name
 * @param findings the first ones of what detectors found
 * @param findingsLeftOut how many more they found
 * @param title what became of it, and when
 * @param headline why, in a line; may be empty
 * @param losses what was lost, a sentence each
 * @param lines the lines of logs that tell most
 * @param settings what was asked for
 * @param packageName the package of the class; empty if there is none
 * @param lossNote why a loss did not fail the test; empty if there is nothing to explain
 */
record Digest(
        String scenario,
        List<String> columns,
        List<String> origins,
        Measures measures,
        Map<String, GuaranteeVerdict> guarantees,
        List<String> doubts,
        List<String> otherDoubts,
        List<Detected> findings,
        int findingsLeftOut,
        String title,
        String headline,
        List<String> losses,
        List<Line> lines,
        Map<String, String> settings,
        String packageName,
        String lossNote) {

    private static final int HEADLINE_MAX = 400;
    private static final int LINES_MAX = 3;
    private static final int FINDINGS_MAX = 20;

    /**
     * A line of a log.
     *
     * @param anchor the end of its anchor
     * @param at when
     * @param node whose
     * @param text literally
     */
    record Line(String anchor, String at, String node, String text) {}

    static Digest of(Attempt attempt) {
        WhatWentWrong wrong = WhatWentWrong.in(attempt);
        List<Detected> findings = attempt.data().findings();
        return new Digest(
                scenario(attempt),
                distinct(attempt, Digest::column),
                distinct(
                        attempt,
                        plan -> "PostgreSQL %s, %s, %s"
                                .formatted(plan.version(), Shown.line(plan.runtime()), Shown.line(plan.origin()))),
                attempt.evidence().measures(),
                guarantees(attempt.evidence().judged()),
                attempt.evidence().judged().stream()
                        .filter(Judged::isDoubt)
                        .map(doubt -> cut(doubt.text()))
                        .toList(),
                wrong.doubts().stream().map(doubt -> cut(doubt.text())).toList(),
                findings.stream().limit(FINDINGS_MAX).toList(),
                Math.max(0, findings.size() - FINDINGS_MAX),
                wrong.title(),
                cut(wrong.headline()),
                wrong.losses(),
                wrong.telling().stream()
                        .skip(Math.max(0, wrong.telling().size() - LINES_MAX))
                        .map(line -> line(attempt, line))
                        .toList(),
                settings(attempt),
                packageName(attempt),
                LossNote.of(attempt));
    }

    private static String packageName(Attempt attempt) {
        String type =
                attempt.scenario() == null ? "" : Shown.line(attempt.scenario().className());
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }

    private static Map<String, String> settings(Attempt attempt) {
        var settings = new LinkedHashMap<String, String>();
        attempt.plans()
                .forEach(plan ->
                        plan.settings().forEach((name, value) -> settings.put(Shown.line(name), Shown.line(value))));
        return settings;
    }

    private static Line line(Attempt attempt, Moment moment) {
        return new Line(
                attempt.anchor(moment),
                Times.at(moment.atNanos()),
                moment.node() == null ? "" : moment.node().name(),
                moment.text());
    }

    private static String column(ClusterPlanned plan) {
        return "PostgreSQL %s, %s".formatted(plan.version().major(), Shown.line(plan.runtime()));
    }

    private static List<String> distinct(Attempt attempt, Function<ClusterPlanned, String> part) {
        return attempt.plans().stream().map(part).distinct().toList();
    }

    private static String scenario(Attempt attempt) {
        ScenarioStarted started = attempt.scenario();
        if (started == null) {
            return Shown.line(String.valueOf(attempt.journal().getFileName()));
        }
        String type = started.className().substring(started.className().lastIndexOf('.') + 1);
        return Shown.line(type + " · " + Objects.requireNonNullElse(started.methodName(), started.displayName()));
    }

    private static Map<String, GuaranteeVerdict> guarantees(List<Judged> judged) {
        var verdicts = new LinkedHashMap<String, GuaranteeVerdict>();
        judged.forEach(one -> verdicts.put(Shown.line(one.said().guarantee()), one.verdict()));
        return verdicts;
    }

    private static String cut(String text) {
        return text.length() <= HEADLINE_MAX ? text : text.substring(0, HEADLINE_MAX) + " …";
    }
}
