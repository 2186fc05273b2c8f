package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The documents name only tests that there are. */
class ConformanceTableTest {
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @TestFactory
    Stream<DynamicTest> everyTestNamedInTheDocumentsExists() throws IOException {
        return Stream.of("toxiproxy-conformance.md", "decisions/0041-toxiproxy-deviations.md")
                .flatMap(page -> testsNamedIn(Path.of("..", "docs").resolve(page)));
    }

    private static Stream<DynamicTest> testsNamedIn(Path page) {
        try {
            var named = TEST.matcher(Files.readString(page)).results().toList();
            assertThat(named).isNotEmpty();
            return named.stream().map(each -> DynamicTest.dynamicTest(each.group(), () -> assertExists(each)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertExists(MatchResult named) throws ClassNotFoundException {
        Class<?> type = Class.forName(ConformanceTableTest.class.getPackageName() + "." + named.group(1));
        assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
                .contains(named.group(2));
    }
}
