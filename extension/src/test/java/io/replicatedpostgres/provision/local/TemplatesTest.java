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

    @Test
    void thereAreNoMoreThanTwentyButThoseThatSomebodyMayUse(@TempDir Path templates) throws IOException {
        Instant now = Instant.now();
        for (int i = 0; i < Templates.MAX + 5; i++) {
            template(templates, "used-%s-days-ago".formatted(i), now.minus(Duration.ofDays(i)));
        }

        Templates.removeMany(templates, now.minus(Duration.ofHours(6)));

        // room for the one that is made next
        assertThat(templates.resolve("used-%s-days-ago".formatted(Templates.MAX - 2)))
                .exists();
        assertThat(templates.resolve("used-%s-days-ago".formatted(Templates.MAX - 1)))
                .doesNotExist();

        Templates.removeMany(templates, now.minus(Duration.ofDays(365)));

        assertThat(templates.resolve("used-0-days-ago")).exists();
    }

    private static void template(Path templates, String name, Instant used) throws IOException {
        Files.createDirectories(templates.resolve(name).resolve("data"));
        Files.writeString(templates.resolve(name).resolve("data/PG_VERSION"), "15");
        Files.setLastModifiedTime(Files.createFile(templates.resolve(name + ".lock")), FileTime.from(used));
    }
}
