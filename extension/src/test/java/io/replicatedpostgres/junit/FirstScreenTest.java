package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says of its first test is what comes of it. */
class FirstScreenTest {

    private static final Path SOURCE = Path.of("../consumers/getting-started/src/test/java/OrdersTest.java");
    private static final String WAITS = "(synchronousCommit = REMOTE_APPLY)";

    @Test
    void theOrdersAreLostWhereNoCommitWaits(@TempDir Path directory) throws Exception {
        assertThat(Files.readString(SOURCE)).contains(WAITS);
        Path source = Files.writeString(
                directory.resolve("OrdersTest.java"), Files.readString(SOURCE).replace(WAITS, ""));
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();

        try (var classes = new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            SampleRun run = SampleRun.of(classes.loadClass("OrdersTest"));

            String all = "[\"1\", \"2\", \"3\", \"4\", \"5\"]";
            assertThat(run.failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .hasMessageContaining("[orders that survived]")
                            .hasMessageContaining("could not find the following element(s):")
                            .hasMessageContaining(all));
            assertThat(Files.readString(Path.of("../README.md")))
                    .contains("[orders that survived] … could not find the following element(s): " + all);
        }
    }
}
