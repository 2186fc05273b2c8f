package io.replicatedpostgres.report;

import java.util.List;
import java.util.stream.Collectors;

/** Two runs side by side, as Markdown. */
final class ComparisonMarkdown {

    private static final int ROWS_MAX = 200;

    private ComparisonMarkdown() {}

    static String of(Comparison comparison) {
        var out = new StringBuilder();
        out.append("## Two runs compared: ")
                .append(Markdown.text(comparison.headline()))
                .append("\n\n");
        out.append(
                "- before: %s (%s)%n".formatted(Markdown.text(comparison.before()), list(comparison.originsBefore())));
        out.append("- after: %s (%s)%n".formatted(Markdown.text(comparison.after()), list(comparison.originsAfter())));
        comparison
                .settings()
                .forEach((setting, tests) ->
                        out.append("- %s (%s)%n".formatted(Markdown.text(setting), Markdown.count(tests, "test"))));
        if (!comparison.changed().isEmpty()) {
            out.append("\n### Verdicts that changed\n\n");
            out.append(Markdown.row(List.of("Test", "Change", "Before", "After")))
                    .append(Markdown.rule(4));
            comparison.changed().stream()
                    .limit(ROWS_MAX)
                    .forEach(row -> out.append(Markdown.row(List.of(
                            Markdown.text(row.name()), row.change().word(), row.verdictBefore(), row.verdictAfter()))));
        }
        if (!comparison.withOtherGuarantees().isEmpty()) {
            out.append("\n### Guarantees\n\n");
            comparison.withOtherGuarantees().stream()
                    .limit(ROWS_MAX)
                    .forEach(row -> out.append("- %s: newly broken %s; held again %s%n"
                            .formatted(Markdown.text(row.name()), list(row.newlyBroken()), list(row.held()))));
        }
        if (!comparison.measured().isEmpty()) {
            out.append("\n### Time to recover, and what was lost\n\n");
            out.append(Markdown.row(
                            List.of("Test", "RTO before", "RTO after", "Difference", "Lost before", "Lost after")))
                    .append(Markdown.rule(6));
            comparison.measured().stream()
                    .limit(ROWS_MAX)
                    .forEach(row -> out.append(Markdown.row(List.of(
                            Markdown.text(row.name()),
                            Markdown.text(row.measuresBefore().rtoClients()),
                            Markdown.text(row.measuresAfter().rtoClients()),
                            row.rtoDifference(),
                            row.measuresBefore().rpoRows(),
                            row.measuresAfter().rpoRows()))));
        }
        return out.toString();
    }

    private static String list(List<String> texts) {
        return texts.isEmpty() ? "none" : texts.stream().map(Markdown::text).collect(Collectors.joining(", "));
    }
}
