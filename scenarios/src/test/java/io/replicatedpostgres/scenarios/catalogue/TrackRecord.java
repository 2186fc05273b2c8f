package io.replicatedpostgres.scenarios.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The page of the bugs that PostgreSQL and its clients had, and the rules for what stands in it. */
final class TrackRecord {

    private static final String HEAD = """
            # Track record

            Generated from `track-record.tsv`: `TrackRecordTest` compares it, and writes it anew with `-Drecord.write=true`.

            Does it find bugs? This is the list of what PostgreSQL, its JDBC driver and a connection pool have fixed. A bug is found if
            a test fails on an old version, with the message in the table, and passes on a later one: three times of three each.
            `.ci/track-record.sh` runs all of them.

            """;

    /** What the list of each product is made from. */
    private static final Map<String, String> SOURCES = Map.of("PostgreSQL", """
            Fixes in replication, recovery, promotion, timelines, slots, `pg_rewind`, base backups, archives and prepared transactions.
            A scenario fails on an old minor version, and passes on the newest of the same major. Both are embedded binaries out of
            Maven Central.

            The list is made from the release notes of 14.1 to 14.20, which are complete, and of 12.1 to 12.8, 13.1 to 13.4, 16.1 to 16.4,
            17.1 to 17.6 and 18.1, for what is not among those of 14. The notes of 12.9 to 12.22, 13.5 to 13.22, 15.1 to 15.14 and 16.5
            to 16.11 were not read: a fix that is in one of them alone is missing here. Only versions whose notes or runs say so stand
            under *fixed in*; other majors often had the same fix on the same day.

            """, Bug.DRIVER, """
            Fixes of failover, several hosts, timeouts, the health of a connection, and replication by the driver. A test of
            `consumers/drivers` fails with an old driver and passes with the one that has the fix, on a primary and a standby of today:
            the driver under test has a class loader of its own. `./verify -DskipTests install` comes once before the commands.

            The list is made from the changelog from 42.2.0 to 42.7.13, without features and without what is about types, metadata, result
            sets, batches, logins and XA. One fix that no changelog told of is in it because a test ran into it.

            One of the tests is red on the newest driver too. `SeveralHostsTest#aFrozenServerIsPassedOver` passes from 42.5.2 to 42.7.10,
            and hangs from 42.7.11 to 42.7.14: since sslmode=prefer goes on without TLS after sslResponseTimeout, the driver waits there
            without a timeout, and never comes to the next host. It passes there now and then: the second attempt to connect has the
            millisecond that connectTimeout leaves, and on a loaded machine fails in time. No fix of it is known.

            A call that hangs has 30 seconds, twenty and more times what it was given: no test compares times that lie closer.

            """, Bug.POOL, """
            Fixes of failover, eviction, timeouts, and the start of a pool. The driver is the same in all runs, the one in the commands.

            The list is made from the changes of 2.6.2 to 6.0.0, without those of metrics, configuration and logging. Later versions
            were not read.

            """);

    private final List<Bug> bugs;

    TrackRecord(List<Bug> bugs) {
        this.bugs = bugs;
    }

    String page() {
        var page = new StringBuilder(HEAD);
        Map<String, List<Bug>> products =
                bugs.stream().collect(Collectors.groupingBy(Bug::product, LinkedHashMap::new, Collectors.toList()));
        page.append("| product | fixes | found |\n|---|---|---|\n");
        products.forEach((product, of) -> page.append(
                "| %s | %s | %s |%n".formatted(product, of.size(), found(of).size())));
        products.forEach((product, of) -> page.append(section(product, of)));
        return page.toString();
    }

    private static List<Bug> found(List<Bug> bugs) {
        return bugs.stream().filter(Bug::isFound).toList();
    }

    private static String section(String product, List<Bug> bugs) {
        var section = new StringBuilder("\n## %s\n\n".formatted(product)).append(SOURCES.getOrDefault(product, ""));
        List<Bug> found = found(bugs);
        section.append("Of %s fixes %s are found.%n%n".formatted(bugs.size(), found.size()));
        section.append(areas(bugs));
        section.append("\n### Found in %s\n\n".formatted(product));
        section.append("| id | fixed in | what was wrong | fails on | passes on | it says | command that fails |\n");
        section.append("|---|---|---|---|---|---|---|\n");
        found.forEach(bug -> section.append("| %s | %s | %s | %s | %s | `%s` | `%s` |%n"
                .formatted(
                        bug.id(),
                        listed(bug.fixedIn()),
                        bug.wrong(),
                        listed(bug.redOn()),
                        listed(bug.greenOn()),
                        bug.says(),
                        bug.command())));
        section.append("\n### Not found in %s\n\n".formatted(product));
        section.append("| id | fixed in | area | what was wrong | why it is not found |\n|---|---|---|---|---|\n");
        bugs.stream()
                .filter(bug -> !bug.isFound())
                .forEach(bug -> section.append("| %s | %s | %s | %s | %s |%n"
                        .formatted(bug.id(), listed(bug.fixedIn()), bug.area(), bug.wrong(), bug.whyNot())));
        return section.toString();
    }

    private static String areas(List<Bug> bugs) {
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

    /** What is wrong with a row, if there are scenarios and tests of these names, each {@code Class#method}. */
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
            broken.add("there is no scenario or test " + bug.scenario());
        }
        if (bug.says().isBlank()) {
            broken.add("it does not say with which message it fails");
        }
        if (bug.isOfAClient()
                ? bug.redOn().size() != bug.greenOn().size()
                : !majors(bug.redOn()).equals(majors(bug.greenOn()))) {
            broken.add("for each version on which it fails, the newest of its major is wanted, where it passes");
        }
        if (bug.redOn().isEmpty()) {
            broken.add("it does not say on which version it fails");
        }
    }

    private static List<String> majors(List<String> versions) {
        return versions.stream().map(version -> version.split("\\.")[0]).toList();
    }
}
