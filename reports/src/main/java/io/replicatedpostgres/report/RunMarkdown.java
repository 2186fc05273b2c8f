package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The overview of a run as Markdown, for the page of a CI job: in bounded size, what failed first. */
final class RunMarkdown {

    private static final int ROWS_MAX = 200;
    private static final int FAILURES_MAX = 20;

    private final RunReport run;
    private final StringBuilder out = new StringBuilder();

    private RunMarkdown(RunReport run) {
        this.run = run;
    }

    static String of(RunReport run) {
        return new RunMarkdown(run).write();
    }

    private String write() {
        out.append("## Resilience report: ")
                .append(Markdown.text(run.headline()))
                .append("\n\n");
        if (!run.tests().isEmpty() && !run.headline().equals(run.tally())) {
            out.append("- ").append(run.tally()).append('\n');
        }
        run.origins()
                .forEach(
                        origin -> out.append("- ").append(Markdown.text(origin)).append('\n'));
        run.shards()
                .said()
                .forEach(missing ->
                        out.append("- ").append(Markdown.text(missing)).append('\n'));
        if (run.earlier() > 0) {
            out.append("- ").append(Markdown.text(run.leftOut())).append('\n');
        }
        failures();
        doubts();
        findings();
        guarantees();
        matrix();
        measures();
        notRun();
        return out.toString();
    }

    private void failures() {
        List<TestResult> bad =
                run.tests().stream().filter(test -> test.verdict().isBad()).toList();
        if (bad.isEmpty()) {
            return;
        }
        heading("What did not pass");
        for (TestResult test : bad.subList(0, Math.min(bad.size(), FAILURES_MAX))) {
            Digest digest = test.last().digest();
            item(test, digest.title() + ". " + digest.headline());
            digest.lines()
                    .forEach(line -> out.append("  - %s %s: %s\n"
                            .formatted(line.at(), Markdown.text(line.node()), Markdown.text(line.text()))));
        }
        more(bad.size() - FAILURES_MAX, "test");
    }

    /** A test in a list, with what was lost and what else is in doubt below it. */
    private void item(TestResult test, String said) {
        Digest digest = test.last().digest();
        out.append("- **%s** (%s, %s): %s\n"
                .formatted(
                        Markdown.text(digest.scenario()),
                        test.verdict().word(),
                        Markdown.text(test.last().versions()),
                        Markdown.text(said)));
        Stream.concat(digest.otherDoubts().stream(), digest.losses().stream())
                .forEach(line -> out.append("  - ").append(Markdown.text(line)).append('\n'));
    }

    private void doubts() {
        List<TestResult> doubtful =
                run.tests().stream().filter(test -> test.verdict().isDoubtful()).toList();
        if (doubtful.isEmpty()) {
            return;
        }
        heading("What passed and is not green");
        for (TestResult test : doubtful.subList(0, Math.min(doubtful.size(), FAILURES_MAX))) {
            item(test, test.last().digest().headline());
        }
        more(doubtful.size() - FAILURES_MAX, "test");
    }

    private void findings() {
        List<RunReport.Found> all = run.found();
        if (all.isEmpty()) {
            return;
        }
        heading("What detectors found");
        for (RunReport.Found found : all.subList(0, Math.min(all.size(), ROWS_MAX))) {
            out.append("- **%s** at %s, %s: %s: %s\n"
                    .formatted(
                            Markdown.text(found.test().last().digest().scenario()),
                            found.finding().at(),
                            Markdown.text(found.finding().node()),
                            found.finding().kind(),
                            Markdown.text(found.finding().text())));
        }
        more(run.findings() - Math.min(all.size(), ROWS_MAX), "finding");
    }

    private void guarantees() {
        guarantees("Guarantees broken", GuaranteeTable.Line::broken);
        guarantees("Guarantees not known", GuaranteeTable.Line::unknown);
        guarantees("Losses that are allowed", GuaranteeTable.Line::allowed);
    }

    private void guarantees(String heading, Function<GuaranteeTable.Line, List<TestResult>> which) {
        List<GuaranteeTable.Line> lines = run.guarantees().lines().stream()
                .filter(line -> !which.apply(line).isEmpty())
                .toList();
        if (lines.isEmpty()) {
            return;
        }
        heading(heading);
        lines.forEach(line ->
                out.append("- **%s**: %s\n".formatted(Markdown.text(line.guarantee()), names(which.apply(line)))));
    }

    private void matrix() {
        Matrix matrix = run.matrix();
        if (matrix.rows().isEmpty()) {
            return;
        }
        heading("Scenarios by version and runtime");
        var head = new ArrayList<>(List.of("Scenario"));
        matrix.columns().forEach(column -> head.add(Markdown.text(column)));
        out.append(Markdown.row(head)).append(Markdown.rule(head.size()));
        for (Matrix.Row row : matrix.rows().subList(0, Math.min(matrix.rows().size(), ROWS_MAX))) {
            var cells = new ArrayList<>(List.of(Markdown.text(row.scenario())));
            row.cells().forEach(cell -> cells.add(word(cell)));
            out.append(Markdown.row(cells));
        }
        more(matrix.rows().size() - ROWS_MAX, "scenario");
    }

    private static String word(Matrix.Cell cell) {
        if (cell.isEmpty()) {
            return "";
        }
        String word = cell.verdict().isBad() || cell.verdict().isDoubtful() ? "**" + cell.word() + "**" : cell.word();
        return cell.tests().stream().anyMatch(TestResult::isFlaky) ? word + ", flaky" : word;
    }

    private void measures() {
        List<TestResult> measured = run.measured();
        if (measured.isEmpty()) {
            return;
        }
        heading("Time to recover, and what was lost, the worst first");
        List<String> head =
                List.of("Test", "PostgreSQL", "RTO, clients", "RTO, servers", "RPO, rows", "RPO, time", "RPO, WAL");
        out.append(Markdown.row(head)).append(Markdown.rule(head.size()));
        for (TestResult test : measured.subList(0, Math.min(measured.size(), ROWS_MAX))) {
            Measures measures = test.last().digest().measures();
            out.append(Markdown.row(List.of(
                    Markdown.text(test.last().name()),
                    Markdown.text(test.last().versions()),
                    Markdown.text(measures.rtoClients()),
                    Markdown.text(measures.rtoServers()),
                    measures.rpoRows(),
                    measures.rpoTime(),
                    measures.rpoWal())));
        }
        more(measured.size() - ROWS_MAX, "test");
    }

    private void notRun() {
        if (run.notRun().isEmpty()) {
            return;
        }
        heading("Not run, and why");
        run.notRun()
                .forEach((reason, tests) -> out.append("- %s: %s\n"
                        .formatted(reason.isEmpty() ? "no reason given" : Markdown.text(reason), names(tests))));
    }

    private static String names(List<TestResult> tests) {
        String names = tests.stream()
                .limit(FAILURES_MAX)
                .map(test -> Markdown.text(test.last().name()))
                .collect(Collectors.joining(", "));
        return tests.size() <= FAILURES_MAX ? names : names + " and " + (tests.size() - FAILURES_MAX) + " more";
    }

    private void heading(String text) {
        out.append("\n### ").append(text).append("\n\n");
    }

    private void more(long left, String what) {
        if (left > 0) {
            out.append("\nand ").append(Markdown.count(left, "more " + what)).append(": see the report.\n");
        }
    }
}
