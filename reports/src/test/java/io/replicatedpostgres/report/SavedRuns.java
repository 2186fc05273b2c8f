package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The saved journals of real runs: a loss, a split brain, a story. */
final class SavedRuns {

    private static final Path DIRECTORY = Path.of("src/test/resources/runs");

    private SavedRuns() {}

    static void copyInto(ReportFolder folder) throws IOException {
        Files.createDirectories(folder.journals());
        try (Stream<Path> saved = Files.list(DIRECTORY)) {
            for (Path journal : saved.toList()) {
                Files.copy(journal, folder.journals().resolve(journal.getFileName()));
            }
        }
    }
}
