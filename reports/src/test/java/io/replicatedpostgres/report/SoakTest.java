package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("soak")
class SoakTest {

    @Test
    void aMillionEventsAreWrittenAndRenderedInASmallHeap(@TempDir Path output) throws Exception {
        Path log = output.resolve("log");

        Process soak = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Soak.class.getName(),
                        output.toString(),
                        "1000000")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(soak.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(soak.exitValue()).as(Files.readString(log)).isZero();
        System.out.print(Files.readString(log));
        assertThat(Rendered.read(ReportFolder.in(output)))
                .hasSizeLessThan(9 << 20)
                .contains("(1000000 entries)", "failed after all")
                .contains("act 1001<", "act 500001<", "act 999001<")
                .contains("fault 3<", "fault 500003<", "fault 999003<")
                .contains("failure 6<", "failure 500006<", "failure 999006<")
                .contains("line 18<", "line 999999<")
                .contains("log lines and notes from the middle are left out");
    }
}
