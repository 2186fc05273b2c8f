package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.topology.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as PostgreSQL runs them: by {@code /bin/sh}, in the data directory, with {@code %f} and {@code %p} filled in. */
class ArchiveCommandTest {

    private static final String SEGMENT = "000000010000000000000003";

    private final Archive archive = Archive.ofNode(new FakeHost("node-1"));

    @TempDir
    private Path home;

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(home.resolve("data/pg_wal"));
        Files.createDirectories(home.resolve("archive"));
    }

    @Test
    void aSegmentIsCopied() throws Exception {
        Files.writeString(wal(), "content");

        assertThat(archiveIt()).isZero();

        assertThat(archived()).hasContent("content");
        assertThat(inArchive()).containsExactly(SEGMENT);
    }

    @Test
    void anIdenticalOneIsSuccess() throws Exception {
        Files.writeString(wal(), "content");
        Files.writeString(archived(), "content");

        assertThat(archiveIt()).isZero();

        assertThat(inArchive()).containsExactly(SEGMENT);
    }

    @Test
    void aDifferentOneIsRefusedAndKept() throws Exception {
        Files.writeString(wal(), "content");
        Files.writeString(archived(), "another server's");

        assertThat(archiveIt()).isNotZero();

        assertThat(archived()).hasContent("another server's");
        assertThat(inArchive()).containsExactly(SEGMENT);
    }

    @Test
    void whatACrashLeftHalfDoesNoHarm() throws Exception {
        Files.writeString(wal(), "content");
        Files.writeString(home.resolve("archive/." + SEGMENT + ".4711"), "con");

        assertThat(archiveIt()).isZero();

        assertThat(archived()).hasContent("content");
    }

    @Test
    void aCopyThatFailsLeavesNothing() throws Exception {
        assertThat(archiveIt()).isNotZero();

        assertThat(inArchive()).isEmpty();
    }

    @Test
    void anArchiveThatIsAwayIsAFailure() throws Exception {
        Files.writeString(wal(), "content");
        Files.delete(home.resolve("archive"));

        assertThat(archiveIt()).isNotZero();
    }

    @Test
    void whatIsThereIsRestored() throws Exception {
        Files.writeString(archived(), "content");

        assertThat(run(archive.restoreCommand(), "pg_wal/RECOVERYXLOG")).isZero();

        assertThat(home.resolve("data/pg_wal/RECOVERYXLOG")).hasContent("content");
    }

    @Test
    void whatIsNotThereIsAnAnswerAndNotACrash() throws Exception {
        // above 125 PostgreSQL gives up instead of going on without
        assertThat(run(archive.restoreCommand(), "pg_wal/RECOVERYXLOG")).isBetween(1, 125);
    }

    /** The same files as {@code pg_archivecleanup} removes. */
    @Test
    void withoutTheProgramWhatAStandbyHasReplayedIsRemovedTheSame() throws Exception {
        for (String name : List.of(
                "00000002.history",
                "000000010000000000000002",
                "000000010000000000000002.00000028.backup",
                "000000010000000000000002.partial",
                SEGMENT,
                "000000020000000000000002",
                "000000020000000000000004",
                "notes.txt")) {
            Files.writeString(home.resolve("archive/" + name), "content");
        }
        var binaries = new PostgresBinaries("/bin", new PostgresVersion(16, 4), Map.of(), Set.of("pg_archivecleanup"));

        assertThat(run(archive.cleanupCommand(binaries).replace("%r", SEGMENT), ""))
                .isZero();

        assertThat(inArchive())
                .containsExactlyInAnyOrder(
                        "00000002.history",
                        "000000010000000000000002.00000028.backup",
                        SEGMENT,
                        "000000020000000000000004",
                        "notes.txt");
    }

    private int archiveIt() throws Exception {
        return run(archive.archiveCommand(), "pg_wal/" + SEGMENT);
    }

    private int run(String command, String path) throws Exception {
        String filled = command.replace("%p", path).replace("%f", SEGMENT);
        assertThat(filled).doesNotContain("%");
        return new ProcessBuilder("/bin/sh", "-c", filled)
                .directory(home.resolve("data").toFile())
                .start()
                .waitFor();
    }

    private Path wal() {
        return home.resolve("data/pg_wal/" + SEGMENT);
    }

    private Path archived() {
        return home.resolve("archive/" + SEGMENT);
    }

    private List<String> inArchive() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("archive"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
