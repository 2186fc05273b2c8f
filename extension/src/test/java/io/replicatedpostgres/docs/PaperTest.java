package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages that are kept in order by hand: the changelog, the map of {@code .ci}, and the one list of where something new goes. */
class PaperTest {

    private static final Path TOP = Path.of("..");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{2,3}) (.+)$");

    /** The sections of Keep a Changelog, in its order. */
    private static final List<String> SECTIONS =
            List.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");

    @Test
    void theChangelogHasTheSectionsOfItsFormat() throws IOException {
        List<String> sections = headings("CHANGELOG.md").stream()
                .filter(heading -> heading.startsWith("### "))
                .map(heading -> heading.substring(4))
                .toList();

        assertThat(sections).doesNotHaveDuplicates().isSubsetOf(SECTIONS);
        assertThat(sections)
                .as("in the order of the format")
                .isSortedAccordingTo((a, b) -> Integer.compare(SECTIONS.indexOf(a), SECTIONS.indexOf(b)));
    }

    @Test
    void theMapOfCiHasEveryScript() throws IOException {
        String map = Files.readString(TOP.resolve(".ci/README.md"));
        try (Stream<Path> files = Files.list(TOP.resolve(".ci"))) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))
                            .filter(name -> !name.equals("README.md"))
                            .filter(name -> !Pattern.compile("(?m)^\\| [*]*`" + Pattern.quote(name) + "`[*]* \\|")
                                    .matcher(map)
                                    .find()))
                    .as("scripts without a row in .ci/README.md")
                    .isEmpty();
        }
    }

    @Test
    void whereSomethingNewGoesIsListedOnce() throws IOException {
        assertThat(headings("CONTRIBUTING.md")).contains("## Where something new goes");
        assertThat(Files.readString(TOP.resolve("docs/architecture.md")))
                .contains("(../CONTRIBUTING.md#where-something-new-goes)");
    }

    private static List<String> headings(String page) throws IOException {
        return HEADING.matcher(Files.readString(TOP.resolve(page)))
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
