package io.replicatedpostgres.scenarios.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/sabotage.md} says what the sabotages say; {@code -Dsabotage.write=true} writes it anew. */
class SabotagePageTest {

    private static final Path PAGE = Path.of("..", "docs", "sabotage.md");
    private static final Pattern ID = Pattern.compile("[A-Z]{3}-\\d{2}");

    /** What users complain of and no Java tool offers: these must not pass by accident. */
    private static final Set<String> STARRED = Set.of(
            "NET-02", "NET-03", "NET-04", "PRC-04", "DSK-01", "SLT-08", "SYN-03", "SYN-09", "PRO-02", "PRO-11",
            "PRO-13", "SPB-01", "SPB-02", "SPB-03", "SPB-04", "SPB-08", "RWD-03", "RWD-14", "RWD-28", "LGC-08",
            "CLI-01", "CLI-02", "CLI-07");

    private static String page() {
        var text = new StringBuilder("""
                # Sabotage

                A scenario that cannot fail shows nothing. Each of these is run by `SabotageTest` on a cluster without its cause,
                or with the protection that it says is missing, and must fail with the assertion in the last column. Generated.

                | scenario | catalogue | sabotage | failing assertion says |
                |---|---|---|---|
                """);
        Sabotages.all()
                .forEach(sabotage -> text.append("| %s | %s | %s | `%s` |\n"
                        .formatted(
                                sabotage,
                                String.join(", ", ids(sabotage)),
                                sabotage.how(),
                                String.join("` or `", sabotage.failures()).replaceAll("\\s+", " "))));
        return text.toString();
    }

    private static Set<String> ids(Sabotage sabotage) {
        return sabotage.tags().stream()
                .filter(tag -> ID.matcher(tag).matches())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void thePageSaysWhatTheSabotagesSay() throws Exception {
        if (Boolean.getBoolean("sabotage.write")) {
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE))
                .as("docs/sabotage.md; -Dsabotage.write=true writes it anew")
                .isEqualTo(page());
    }

    @Test
    void everyStarredScenarioIsSabotaged() {
        var sabotaged = new TreeSet<String>();
        Sabotages.all().forEach(sabotage -> sabotaged.addAll(ids(sabotage)));

        assertThat(sabotaged).containsAll(STARRED);
    }
}
