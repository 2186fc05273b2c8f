package io.replicatedpostgres.cluster;

import io.replicatedpostgres.badinput.WalkPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/errors.md}: what is written there is what the product says. */
final class ErrorTable {

    /** {@code -Derrors.write=true} writes the page anew; look at the difference before committing it. */
    private static final boolean WRITE = Boolean.getBoolean("errors.write");

    private static final Path PAGE = Path.of("..", "docs", "errors.md");
    private static final String HEAD = """
            # What is refused, and how

            Each of these gets one error, within seconds, and leaves nothing behind. `RefusedClustersTest` provokes every one of this
            first table, `BadInputTest` all that follow, and both compare what is said with this page; `mvn test
            -Dtest=RefusedClustersTest,BadInputTest -Derrors.write=true` writes it anew. Paths, versions and times differ from machine to
            machine: here they are replaced.

            | what is wrong | written | what is said |
            |---|---|---|
            """;

    private ErrorTable() {}

    static String row(BadInput input, String message) {
        return "| %s | `%s` | %s |".formatted(input.what(), cell(input.written()), cell(message));
    }

    private static String cell(String text) {
        return text.strip().replace("|", "\\|").replaceAll("\\s*\\n\\s*", "<br>");
    }

    /** The rows that are there. */
    static List<String> rows() throws IOException {
        return Files.readString(PAGE)
                .lines()
                .takeWhile(line -> !line.equals(WalkPage.HEADING))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what is wrong"))
                .toList();
    }

    static void writeIfAsked(List<String> rows) throws IOException {
        if (WRITE) {
            Files.createDirectories(PAGE.toAbsolutePath().normalize().getParent());
            Files.writeString(PAGE, HEAD + String.join("\n", rows) + "\n" + WalkPage.partOf(PAGE));
        }
    }

    static boolean isWritten() {
        return WRITE;
    }
}
