package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Without Testcontainers and its dependencies everything local still works. */
@Tag("local") // it has nothing else
class WithoutTestcontainersTest {

    private static final Pattern EXCLUDED = Pattern.compile(
            ".*/(testcontainers|docker-java|duct-tape|jna|commons-(compress|codec|io|lang3)|jackson)[^/]*[.]jar");

    private static String run(String... properties) throws IOException, InterruptedException {
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !EXCLUDED.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
        var words = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        words.addAll(List.of(properties));
        words.addAll(List.of("-cp", path, StoryMain.class.getName()));
        Process jvm = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jvm.waitFor();
        return output;
    }

    @Test
    void theStoryRunsLocally() throws Exception {
        assertThat(System.getProperty("java.class.path"))
                .as("here they are on the class path, or nothing is shown")
                .containsPattern("testcontainers-[0-9]");

        assertThat(run()).containsPattern("ENDED WELL: PostgreSQL [0-9.]+, local, ");
    }

    @Test
    void containersAreRefusedWithTheWayOut() throws Exception {
        assertThat(run("-Dreplicatedpostgres.runtime=container"))
                .contains("Testcontainers is not on the class path")
                .contains("Add org.testcontainers:testcontainers-toxiproxy")
                .doesNotContain("NoClassDefFoundError");
    }
}
