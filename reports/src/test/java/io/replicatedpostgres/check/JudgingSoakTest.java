package io.replicatedpostgres.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a million operations take: {@code mvn -pl reports test -Dtest=JudgingSoakTest -DexcludedGroups= -Dgroups=soak}. */
@Tag("soak")
class JudgingSoakTest {

    @Test
    void aMillionOperationsAreJudgedInAHeapOf512Megabytes(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");

        Process judging = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JudgingSoak.class.getName(),
                        directory.toString(),
                        "1000000")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(judging.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(log);
        System.out.print(said);
        assertThat(judging.exitValue()).as(said).isZero();
        assertThat(said).contains("no acknowledged write lost: FAIL").contains("1,000,000 operations");
    }
}
