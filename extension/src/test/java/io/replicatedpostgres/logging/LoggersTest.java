package io.replicatedpostgres.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, which has no provider of SLF4J unless the test says so. */
class LoggersTest {

    /** What a user's test does: it uses this library. */
    public static final class Logging {

        private Logging() {}

        /** Logs as the library does, then tells what is left of the setting. */
        public static void main(String... none) {
            Loggers.named("io.replicatedpostgres").warn("a warning of the library");
            System.out.println("verbosity " + System.getProperty(Loggers.VERBOSITY));
        }
    }

    private static final String PROVIDER = "slf4j-simple";

    private static String output(boolean withProvider, String... properties) throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> withProvider || !entry.contains(PROVIDER))
                .collect(Collectors.joining(File.pathSeparator));
        var words = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        words.addAll(List.of(properties));
        words.addAll(List.of("-cp", path, Logging.class.getName()));
        Process jvm = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return output;
    }

    @Test
    void aProjectWithoutALoggerSeesNoWarningAndFindsNothingSet() throws Exception {
        assertThat(output(false).lines()).containsExactly("verbosity null");
    }

    @Test
    void aProjectWithALoggerSeesWhatIsLogged() throws Exception {
        assertThat(output(true)).contains("a warning of the library").contains("verbosity null");
    }

    @Test
    void aVerbosityThatIsSetIsKept() throws Exception {
        assertThat(output(false, "-Dslf4j.internal.verbosity=WARN"))
                .contains("No SLF4J providers were found")
                .contains("verbosity WARN");
    }
}
