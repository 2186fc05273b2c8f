package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

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
        run.origins()
                .forEach(
                        origin -> out.append("- ").append(Markdown.text(origin)).append('\n'));
        failures();
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
            out.append("- **%s** (%s, %s): %s\n"
                    .formatted(
                            Markdown.text(digest.scenario()),
                            test.verdict().word(),
                            Markdown.text(test.last().versions()),
                            Markdown.text(digest.title() + ". " + digest.headline())));
            digest.losses()
                    .forEach(loss ->
                            out.append("  - ").append(Markdown.text(loss)).append('\n'));
            digest.lines()
                    .forEach(line -> out.append("  - %s %s: %s\n"
                            .formatted(line.at(), Markdown.text(line.node()), Markdown.text(line.text()))));
        }
        more(bad.size() - FAILURES_MAX, "test");
    }

    private void guarantees() {
        List<GuaranteeTable.Line> broken = run.guarantees().lines().stream()
                .filter(line -> !line.broken().isEmpty())
                .toList();
        if (broken.isEmpty()) {
            return;
        }
        heading("Guarantees broken");
        broken.forEach(
                line -> out.append("- **%s**: %s\n".formatted(Markdown.text(line.guarantee()), names(line.broken()))));
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
        String word = cell.verdict().isBad() ? "**" + cell.word() + "**" : cell.word();
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

    private void more(int left, String what) {
        if (left > 0) {
            out.append("\nand ").append(Markdown.count(left, "more " + what)).append(": see the report.\n");
        }
    }
}
