package io.replicatedpostgres.plantings;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The page of all plantings. */
final class PlantingsPage {

    private static final List<Finder> CHECKS = Finder.all()
            .filter(finder -> finder == Finder.PROMISES || finder.isCheck())
            .toList();
    private static final List<Finder> DETECTORS =
            Finder.all().filter(Finder::isDetector).toList();
    private static final List<Finder> OTHERS =
            Finder.all().filter(finder -> !finder.isAlwaysAsked()).toList();

    private PlantingsPage() {}

    static String text() {
        var text = new StringBuilder(beginning());
        Plantings.byTheme().forEach((theme, plantings) -> {
            text.append("\n## %s\n".formatted(theme));
            table(text, histories(plantings));
            table(text, servers(plantings));
            table(text, tests(plantings));
        });
        return text.toString();
    }

    private static String beginning() {
        List<Planting> all = Plantings.all();
        long silent = all.stream().filter(PlantingsPage::isRight).count();
        return """
                # Plantings

                What was planted, and what every check and every detector says of it. A planting is something wrong that has to be
                found, or something right that looks wrong, of which nothing may be said. There are %s: %s. In %s of them something
                is wrong, and all %s are found; %s are right, and of all %s nothing is said.

                The page is written from the plantings themselves (`io.replicatedpostgres.plantings`), and `PlantingsTest` fails when
                one finder says anything else than the page. The cells of histories are what the checks say now. The cells of
                servers, and those of tests of their own, are what is expected there: the test plants it and fails on any deviation.

                    ./verify -pl reports,extension -Dtest='Plantings*Test'                       # plants, and compares this page
                    ./verify -pl reports,extension -Dtest='PlantingsPageTest' -Dplantings.write=true  # writes this page

                Ids that begin with a letter from A to D are those of the review that this page answers; `N` is a planting of our
                own. The signs:

                | sign | means |
                |---|---|
                | ● | it fails, or shows what is wrong |
                | ◐ | it says what is wrong, and does not fail: nothing had promised anything else |
                | ? | it says that it does not know, which is never a pass |
                | – | it finds nothing |
                | (●) | on servers: it may find it, depending on the time that they take |

                The finders that judge each planting:

                | column | finder |
                |---|---|
                %s%s
                Other finders are asked where a planting names them: %s.
                """.formatted(
                        all.size(),
                        places(all),
                        all.size() - silent,
                        all.size() - silent,
                        silent,
                        silent,
                        CHECKS.stream()
                                .map(check -> "| %s | %s |\n".formatted(check.words(), check.about()))
                                .collect(Collectors.joining()),
                        DETECTORS.stream()
                                .map(detector -> "| %s | %s |\n".formatted(column(detector), detector.about()))
                                .collect(Collectors.joining()),
                        OTHERS.stream()
                                .map(other -> "*%s* (%s)".formatted(other.words(), other.about()))
                                .collect(Collectors.joining(", ")));
    }

    private static String places(List<Planting> all) {
        return List.of(Planting.Where.values()).stream()
                .map(where -> "%s %s"
                        .formatted(
                                all.stream()
                                        .filter(planting -> planting.where() == where)
                                        .count(),
                                where.words()))
                .collect(Collectors.joining(", "));
    }

    /** Nothing is wrong there, and nothing is unknown. */
    private static boolean isRight(Planting planting) {
        return planting.expected().values().stream().allMatch(Cell.SILENT::equals);
    }

    private static void table(StringBuilder text, List<String> rows) {
        if (rows.size() > 2) {
            text.append('\n').append(String.join("\n", rows)).append('\n');
        }
    }

    private static List<String> histories(List<Planting> plantings) {
        List<String> rows = plantings.stream()
                .filter(planting -> planting.where() == Planting.Where.HISTORY)
                .map(planting -> {
                    Sighting sighting = Runner.of(Objects.requireNonNull(planting.history()));
                    return row(planting.id(), planting.title())
                            + CHECKS.stream()
                                    .map(check ->
                                            " %s |".formatted(sighting.of(check).sign()))
                                    .collect(Collectors.joining());
                })
                .toList();
        return withHead("as a history", CHECKS, "", rows);
    }

    private static List<String> servers(List<Planting> plantings) {
        List<Finder> columns = Finder.all().filter(Finder::isAlwaysAsked).toList();
        List<String> rows = plantings.stream()
                .filter(planting -> planting.where() == Planting.Where.SERVERS)
                .map(planting -> row(planting.id(), planting.title())
                        + columns.stream()
                                .map(finder -> " %s |".formatted(sign(planting, finder)))
                                .collect(Collectors.joining())
                        + " %s |".formatted(others(planting)))
                .toList();
        return withHead("on servers", columns, " others |", rows);
    }

    private static String sign(Planting planting, Finder finder) {
        Cell cell = planting.expected().get(finder);
        if (cell != null) {
            return cell.sign();
        }
        return planting.may(finder) ? "(%s)".formatted(Cell.FOUND.sign()) : Cell.SILENT.sign();
    }

    private static String others(Planting planting) {
        return OTHERS.stream()
                .filter(planting.expected()::containsKey)
                .map(other -> "%s %s".formatted(other.words(), sign(planting, other)))
                .collect(Collectors.joining(", "));
    }

    private static List<String> tests(List<Planting> plantings) {
        var rows = new ArrayList<String>();
        rows.add("| id | in a test of its own | found by | rightly silent | test |");
        rows.add("|---|---|---|---|---|");
        plantings.stream()
                .filter(planting -> planting.where() == Planting.Where.TEST)
                .map(planting -> row(planting.id(), planting.title())
                        + " %s | %s | `%s` |"
                                .formatted(words(planting, Cell.FOUND), words(planting, Cell.SILENT), planting.test()))
                .forEach(rows::add);
        return rows;
    }

    private static String words(Planting planting, Cell cell) {
        return planting.of(cell).stream().map(Finder::words).collect(Collectors.joining(", "));
    }

    private static String row(String id, String title) {
        return "| %s | %s |".formatted(id, title);
    }

    private static List<String> withHead(String where, List<Finder> columns, String more, List<String> rows) {
        var all = new ArrayList<String>();
        all.add("| id | %s |%s%s"
                .formatted(
                        where,
                        columns.stream()
                                .map(finder -> " %s |".formatted(column(finder)))
                                .collect(Collectors.joining()),
                        more));
        all.add("|---|---|%s%s".formatted(":-:|".repeat(columns.size()), more.isEmpty() ? "" : "---|"));
        all.addAll(rows);
        return all;
    }

    private static String column(Finder finder) {
        return finder.isDetector() ? "D%s".formatted(DETECTORS.indexOf(finder) + 1) : finder.words();
    }
}
