package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The decisions are numbered without gaps, have one format, and are listed in an index. {@code -Ddecisions.write=true} writes the index.
 */
class DecisionsTest {

    private static final Path DIRECTORY = Path.of("../docs/decisions");
    private static final Path INDEX = DIRECTORY.resolve("README.md");
    private static final Pattern NAME = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
    private static final Pattern HEAD =
            Pattern.compile("# (\\d{4}): (.+)\n\nStatus: (accepted|superseded by \\[\\d{4}]\\(.+\\))\n\n\\S");

    @Test
    void numbersHaveNoGapsAndAreNotUsedTwice() throws IOException {
        List<String> names = names();

        assertThat(names)
                .extracting(name -> name.substring(0, 4))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, names.size())
                        .mapToObj("%04d"::formatted)
                        .toList());
    }

    @Test
    void everyDecisionBeginsWithNumberTitleAndStatus() throws IOException {
        var different = new ArrayList<String>();
        for (String name : names()) {
            Matcher head = HEAD.matcher(Files.readString(DIRECTORY.resolve(name)));
            if (!NAME.matcher(name).matches() || !head.lookingAt() || !name.startsWith(head.group(1))) {
                different.add(name);
            }
        }

        assertThat(different)
                .as("the first three paragraphs are \"# 0001: Title\", \"Status: accepted\" and the decision")
                .isEmpty();
    }

    @Test
    void theIndexListsThem() throws IOException {
        String expected = index();
        if (Boolean.getBoolean("decisions.write")) {
            Files.writeString(INDEX, expected);
        }

        assertThat(Files.readString(INDEX))
                .as("write it with -Ddecisions.write=true")
                .isEqualTo(expected);
    }

    private static String index() throws IOException {
        var index = new StringBuilder("""
                # Decisions

                Each page says what was decided, why, and what was rejected. A new decision takes the next number. A decision that no longer holds
                keeps its page; its status names the decision that superseded it. A test writes this list and compares it
                (`-Dtest=DecisionsTest -Ddecisions.write=true`).

                """);
        for (String name : names()) {
            Matcher head = HEAD.matcher(Files.readString(DIRECTORY.resolve(name)));
            if (head.lookingAt()) {
                index.append("- [%s](%s) %s%s\n"
                        .formatted(
                                head.group(1),
                                name,
                                head.group(2),
                                head.group(3).equals("accepted") ? "" : " (" + head.group(3) + ")"));
            }
        }
        return index.toString();
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .sorted()
                    .toList();
        }
    }
}
