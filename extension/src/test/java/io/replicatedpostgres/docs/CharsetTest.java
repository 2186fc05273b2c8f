package io.replicatedpostgres.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Bare containers have no locale, and on JDK 17 the default character set is then US-ASCII: nothing may be read with it. */
class CharsetTest {

    /** Of AssertJ, on a path: it reads with the default. The compiler's checks know the JDK's own methods. */
    private static final Pattern WITH_THE_DEFAULT = Pattern.compile("assertThat\\([^;]*\\.content\\(\\s*\\)");

    @Test
    void everyFileIsReadWithANamedCharacterSet() throws IOException {
        for (String module : List.of("reports", "extension", "scenarios")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src"))) {
                List<Path> guessing = files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> WITH_THE_DEFAULT.matcher(text(file)).find())
                        .toList();

                assertThat(guessing)
                        .as("name the character set: content(StandardCharsets.UTF_8)")
                        .isEmpty();
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
