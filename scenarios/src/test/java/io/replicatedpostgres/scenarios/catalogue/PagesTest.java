package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.junit.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The pages say what the scenarios say; {@code -Dcatalogue.write=true} writes them anew. */
class PagesTest {

    private static final Path DOCS = Path.of("../docs");
    private static final String WAY_OUT =
            "mvn -pl scenarios -am test -Dtest=PagesTest,CoverageTest -Dsurefire.failIfNoSpecifiedTests=false -Dcatalogue.write=true";

    @Test
    void thePagesSayWhatTheScenariosSay() throws IOException {
        Map<String, String> pages = new Pages(Entry.all(), Told.all(), Uncovered.reasons()).all();

        if (Boolean.getBoolean("catalogue.write")) {
            write(pages);
        }

        assertThat(written())
                .as("the pages below docs; to write them anew: " + WAY_OUT)
                .isEqualTo(pages);
    }

    @Test
    void aSituationWithoutAScenarioAndOneWith() {
        var shown = new Entry("SLT-01", 1, "The life of a slot", "13-18", "PostgreSQL recovery/019");
        var missing = new Entry("NET-77", 2, "The cable", "12-18", "");
        List<Told> told = Told.of(Samples.class).toList();

        Map<String, String> pages =
                new Pages(Map.of("SLT-01", shown, "NET-77", missing), told, Map.of("NET-77", "no cable at hand")).all();

        assertThat(pages).containsOnlyKeys("catalogue.md", "scenarios/catalogue.md");
        assertThat(pages.get("catalogue.md"))
                .contains("Of 2 situations 1 have scenarios, of 2 with stars 1.")
                .contains("| NET-77 | ★★ | The cable | 12-18 | | none: no cable at hand |\n")
                .contains("[A slot is lost](scenarios/catalogue.md#a-slot-is-lost) |\n");
        assertThat(pages.get("scenarios/catalogue.md"))
                .contains("## A slot is lost\n\nIt is away.\n\n*Expected:* Nothing.\n\n*What happens:* All.\n")
                .contains("- SLT-01 ★: The life of a slot. Known from: PostgreSQL recovery/019.\n")
                .endsWith("\n    ./verify --scenario Samples#aSlotIsLost\n");
    }

    /** Not run: JUnit is not asked for tests in a class of this name. */
    static class Samples {

        @Test
        @Tag("SLT-01")
        @Tag("low")
        @Scenario(situation = "It is away.", expectation = "Nothing.", reality = "All.", source = "measured")
        void aSlotIsLost() {}
    }

    private static void write(Map<String, String> pages) throws IOException {
        for (String old : written().keySet()) {
            Files.delete(DOCS.resolve(old));
        }
        Files.createDirectories(DOCS.resolve("scenarios"));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(DOCS.resolve(page.getKey()), page.getValue());
        }
    }

    private static Map<String, String> written() throws IOException {
        var pages = new TreeMap<String, String>();
        try (Stream<Path> files = Files.walk(DOCS)) {
            for (Path file : files.filter(PagesTest::isOne).toList()) {
                pages.put(DOCS.relativize(file).toString(), Files.readString(file));
            }
        }
        return pages;
    }

    private static boolean isOne(Path file) {
        String name = DOCS.relativize(file).toString();
        return name.equals("catalogue.md") || (name.startsWith("scenarios/") && name.endsWith(".md"));
    }
}
