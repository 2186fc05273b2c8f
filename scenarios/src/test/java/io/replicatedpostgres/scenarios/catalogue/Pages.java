package io.replicatedpostgres.scenarios.catalogue;

import io.replicatedpostgres.junit.Scenario;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The pages about the scenarios: one of the whole catalogue, one for each theme. */
final class Pages {

    private static final String GENERATED =
            "Generated from the scenarios and `catalogue.tsv`: `PagesTest` compares it, and writes it anew with `-Dcatalogue.write=true`.\n";

    private final Map<String, Entry> catalogue;
    private final List<Told> scenarios;
    private final Map<String, String> uncovered;

    /**
     * Pages of these.
     *
     * @param uncovered why a situation has no scenario, by its id
     */
    Pages(Map<String, Entry> catalogue, List<Told> scenarios, Map<String, String> uncovered) {
        this.catalogue = catalogue;
        this.scenarios = scenarios;
        this.uncovered = uncovered;
    }

    /** Every page, by its path below the documentation. */
    Map<String, String> all() {
        var pages = new TreeMap<String, String>();
        pages.put("catalogue.md", catalogue());
        scenarios.stream()
                .collect(Collectors.groupingBy(Told::theme))
                .forEach((theme, told) -> pages.put("scenarios/%s.md".formatted(theme), theme(theme, told)));
        return pages;
    }

    private String catalogue() {
        var text = new StringBuilder("# The catalogue\n\n").append(GENERATED).append("""

                What happens to replicated PostgreSQL. ★ users complain of it and no Java tool offers it; ★★ no tool in any language
                tests it. Of %s situations %s have scenarios, of %s with stars %s.

                """.formatted(
                catalogue.size(),
                catalogue.values().stream().filter(this::isShown).count(),
                starred(catalogue.values()).size(),
                starred(catalogue.values()).stream().filter(this::isShown).count()));
        text.append("| id | | situation | PostgreSQL | known from | scenarios |\n|---|---|---|---|---|---|\n");
        catalogue
                .values()
                .forEach(entry -> text.append("| %s | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                entry.id(),
                                entry.shownStars(),
                                entry.title(),
                                entry.versions(),
                                entry.seenAt(),
                                isShown(entry) ? links(entry) : none(entry))
                        .replace("|  |", "| |")
                        .replace("|  |", "| |")));
        return text.toString();
    }

    static List<Entry> starred(Collection<Entry> entries) {
        return entries.stream().filter(entry -> entry.stars() > 0).toList();
    }

    private boolean isShown(Entry entry) {
        return scenarios.stream().anyMatch(told -> told.ids().contains(entry.id()));
    }

    private String none(Entry entry) {
        String reason = uncovered.getOrDefault(entry.id(), "");
        return reason.isEmpty() ? "" : "none: " + reason;
    }

    private String links(Entry entry) {
        return scenarios.stream()
                .filter(told -> told.ids().contains(entry.id()))
                .map(told -> "[%s](scenarios/%s.md#%s)".formatted(told.title(), told.theme(), anchor(told)))
                .collect(Collectors.joining("<br>"));
    }

    /** As GitHub makes them of headings. */
    private static String anchor(Told told) {
        return told.title().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private String theme(String theme, List<Told> told) {
        var text = new StringBuilder("# Scenarios: %s%n%n".formatted(theme)).append(GENERATED);
        text.append("\nAll of them: `./verify --tags %s --full`. The ids lead to [the catalogue](../catalogue.md).%n"
                .formatted(theme));
        told.forEach(each -> scenario(each, text));
        return text.toString();
    }

    private void scenario(Told told, StringBuilder text) {
        text.append("\n## %s%n%n".formatted(told.title()));
        told.words().ifPresent(words -> words(told, words, text));
        told.ids().stream()
                .flatMap(id -> Stream.ofNullable(catalogue.get(id)))
                .forEach(entry -> text.append("- %s%s: %s%s.%n"
                        .formatted(
                                entry.id(),
                                entry.stars() == 0 ? "" : " " + entry.shownStars(),
                                entry.title(),
                                entry.seenAt().isEmpty() ? "" : ". Known from: " + entry.seenAt())));
        text.append("%n    %s%n".formatted(told.command()));
    }

    private static void words(Told told, Scenario words, StringBuilder text) {
        text.append("%s%n%n".formatted(words.situation()));
        text.append("*Expected:* %s%n%n".formatted(words.expectation()));
        text.append("*What happens:* %s%n%n".formatted(words.reality()));
        text.append("- Severity: %s.%s%n"
                .formatted(
                        String.join(", ", told.severities()),
                        words.source().isEmpty() ? "" : " Source: " + words.source() + "."));
    }
}
