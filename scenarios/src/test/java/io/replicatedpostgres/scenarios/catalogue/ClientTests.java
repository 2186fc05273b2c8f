package io.replicatedpostgres.scenarios.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests of drivers and pools in {@code consumers/drivers}, which is a project of its own: read from its sources. */
final class ClientTests {

    private static final Path SOURCES = Path.of("../consumers/drivers/src/test/java/example");
    private static final Pattern TEST = Pattern.compile("@Test\\s+void (\\w+)\\(");

    private ClientTests() {}

    /** Each as {@code Class#method}. */
    static Set<String> names() throws IOException {
        var names = new TreeSet<String>();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                String suite = source.getFileName().toString().replace(".java", "");
                TEST.matcher(Files.readString(source))
                        .results()
                        .map((MatchResult test) -> suite + "#" + test.group(1))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
