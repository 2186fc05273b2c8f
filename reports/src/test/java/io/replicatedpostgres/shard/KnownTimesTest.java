package io.replicatedpostgres.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownTimesTest {

    private static final String FILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuite name="any" tests="3" time="99">
              <testcase name="one" classname="org.example.OrdersTest" time="1.5"/>
              <testcase name="two" classname="org.example.OrdersTest" time="1,000.5"><failure>no</failure></testcase>
              <testcase name="inner" classname="org.example.OrdersTest$Refunds" time="2"/>
              <testcase name="late" classname="org.example.LaterTest" time="0.25"/>
              <testcase name="unknown" classname="org.example.SkippedTest"/>
            </testsuite>
            """;

    @TempDir
    private Path directory;

    @Test
    void areThoseOfAllFilesBeneath() throws IOException {
        write("surefire-reports/TEST-org.example.OrdersTest.xml", FILE);
        write("failsafe-reports/TEST-again.xml", FILE);
        write("surefire-reports/other.xml", "no XML at all");

        assertThat(KnownTimes.beneath(directory))
                .hasSize(2)
                .containsEntry("org.example.OrdersTest", 2 * 1004.0)
                .containsEntry("org.example.LaterTest", 0.5);
    }

    @Test
    void aDirectoryWithoutThemIsRefused() {
        assertThatThrownBy(() -> KnownTimes.beneath(directory))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("leave the setting out");
        assertThatThrownBy(() -> KnownTimes.beneath(directory.resolve("missing")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void aFileThatIsCutOffIsNamed() throws IOException {
        write("TEST-cut.xml", FILE.substring(0, FILE.length() / 2));

        assertThatThrownBy(() -> KnownTimes.beneath(directory))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("TEST-cut.xml");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
