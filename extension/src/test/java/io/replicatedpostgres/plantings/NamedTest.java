package io.replicatedpostgres.plantings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A test of this project, by its name.
 *
 * @param type the class beneath {@code io.replicatedpostgres}
 * @param method the method
 */
record NamedTest(String type, String method) {

    private static final Path ROOT = Path.of("..");

    static NamedTest of(String text) {
        int hash = text.indexOf('#');
        return new NamedTest(text.substring(0, hash), text.substring(hash + 1));
    }

    /** Whether the source of the class has a test method of that name. */
    boolean exists() {
        return source().filter(this::hasTheMethod).isPresent();
    }

    private boolean hasTheMethod(Path file) {
        try {
            String text = Files.readString(file);
            int at = text.indexOf(" %s(".formatted(method));
            int before = text.lastIndexOf("\n\n", Math.max(at, 0));
            String head = at < 0 ? "" : text.substring(Math.max(before, 0), at);
            return head.contains("@Test") || head.contains("@ParameterizedTest") || head.contains("@TestFactory");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Path> source() {
        String file = "src/test/java/io/replicatedpostgres/%s.java".formatted(type.replace('.', '/'));
        return Stream.of("extension", "reports", "scenarios")
                .map(module -> ROOT.resolve(module).resolve(file))
                .filter(Files::exists)
                .findFirst();
    }

    /** The simple name of the class, and the method. */
    @Override
    public String toString() {
        return "%s.%s".formatted(type.substring(type.lastIndexOf('.') + 1), method);
    }
}
