package io.replicatedpostgres.scenarios.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The page of the bugs that PostgreSQL had, and the rules for what stands in it. */
final class TrackRecord {

    private static final String HEAD = """
            # Track record

            Generated from `track-record.tsv`: `TrackRecordTest` compares it, and writes it anew with `-Drecord.write=true`.

            Does it find bugs? This is the list of what PostgreSQL has fixed in replication, recovery, promotion, timelines, slots,
            `pg_rewind`, base backups, archives and prepared transactions. A bug is found if a scenario fails on an old minor version, with
            the message in the table, and passes on the newest of the same major: three times of three each. Both are embedded binaries out
            of Maven Central.

            The list is made from the release notes of 14.1 to 14.20, which are complete, and of 12.1 to 12.8, 13.1 to 13.4, 16.1 to 16.4,
            17.1 to 17.6 and 18.1, for what is not among those of 14. The notes of 12.9 to 12.22, 13.5 to 13.22, 15.1 to 15.14 and 16.5
            to 16.11 were not read: a fix that is in one of them alone is missing here. Only versions whose notes or runs say so stand
            under *fixed in*; other majors often had the same fix on the same day.

            """;

    private final List<Bug> bugs;

    TrackRecord(List<Bug> bugs) {
        this.bugs = bugs;
    }

    String page() {
        List<Bug> found = bugs.stream().filter(Bug::isFound).toList();
        var page = new StringBuilder(HEAD);
        page.append("Of %s fixes %s are found.%n%n".formatted(bugs.size(), found.size()));
        page.append(areas());
        page.append("\n## Found\n\n");
        page.append("| id | fixed in | what was wrong | fails on | passes on | it says | command that fails |\n");
        page.append("|---|---|---|---|---|---|---|\n");
        found.forEach(bug -> page.append("| %s | %s | %s | %s | %s | `%s` | `%s` |%n"
                .formatted(
                        bug.id(),
                        listed(bug.fixedIn()),
                        bug.wrong(),
                        listed(bug.redOn()),
                        listed(bug.greenOn()),
                        bug.says(),
                        bug.command())));
        page.append(
                "\n## Not found\n\n| id | fixed in | area | what was wrong | why it is not found |\n|---|---|---|---|---|\n");
        bugs.stream()
                .filter(bug -> !bug.isFound())
                .forEach(bug -> page.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(bug.id(), listed(bug.fixedIn()), bug.area(), bug.wrong(), bug.whyNot())));
        return page.toString();
    }

    private String areas() {
        Map<String, List<Bug>> areas =
                bugs.stream().collect(Collectors.groupingBy(Bug::area, TreeMap::new, Collectors.toList()));
        var table = new StringBuilder("| area | fixes | found |\n|---|---|---|\n");
        areas.forEach((area, of) -> table.append("| %s | %s | %s |%n"
                .formatted(area, of.size(), of.stream().filter(Bug::isFound).count())));
        return table.toString();
    }

    private static String listed(List<String> versions) {
        return String.join(", ", versions);
    }

    /** What is wrong with a row, if there are scenarios of these names, each {@code Class#method}. */
    static List<String> brokenBy(Bug bug, Set<String> scenarios) {
        var broken = new ArrayList<String>();
        if (bug.fixedIn().isEmpty() || bug.wrong().isBlank() || bug.area().isBlank()) {
            broken.add("it does not say what was wrong, where, and in which version it was fixed");
        }
        if (bug.isFound()) {
            found(bug, scenarios, broken);
        } else if (!bug.status().equals("not found")) {
            broken.add("status \"%s\": it is found or not found".formatted(bug.status()));
        } else if (bug.whyNot().length() < 10) {
            broken.add("it is not found, and does not say why");
        }
        return broken;
    }

    private static void found(Bug bug, Set<String> scenarios, List<String> broken) {
        if (!scenarios.contains(bug.scenario())) {
            broken.add("there is no scenario " + bug.scenario());
        }
        if (bug.says().isBlank()) {
            broken.add("it does not say with which message it fails");
        }
        Function<List<String>, List<String>> majors = versions ->
                versions.stream().map(version -> version.split("\\.")[0]).toList();
        if (bug.redOn().isEmpty() || !majors.apply(bug.redOn()).equals(majors.apply(bug.greenOn()))) {
            broken.add("for each version on which it fails, the newest of its major is wanted, where it passes");
        }
    }
}
