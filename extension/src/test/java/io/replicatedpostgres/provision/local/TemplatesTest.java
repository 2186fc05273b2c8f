package io.replicatedpostgres.provision.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.provision.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {

    @Test
    void whatNobodyHasUsedForLongIsRemovedAndNothingElse(@TempDir Path templates) throws IOException {
        Instant now = Instant.now();
        template(templates, "old", now.minus(Duration.ofDays(40)));
        template(templates, "held", now.minus(Duration.ofDays(40)));
        template(templates, "new", now);

        try (LockFile held = LockFile.tryTake(templates.resolve("held.lock")).orElseThrow()) {
            Templates.removeUnused(templates, now.minus(Duration.ofDays(30)));
        }

        assertThat(templates.resolve("old")).doesNotExist();
        assertThat(templates.resolve("old.lock")).doesNotExist();
        assertThat(templates.resolve("held/data/PG_VERSION")).exists();
        assertThat(templates.resolve("new/data/PG_VERSION")).exists();
    }

    private static void template(Path templates, String name, Instant used) throws IOException {
        Files.createDirectories(templates.resolve(name).resolve("data"));
        Files.writeString(templates.resolve(name).resolve("data/PG_VERSION"), "15");
        Files.setLastModifiedTime(Files.createFile(templates.resolve(name + ".lock")), FileTime.from(used));
    }
}
