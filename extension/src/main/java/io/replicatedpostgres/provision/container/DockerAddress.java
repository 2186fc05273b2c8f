package io.replicatedpostgres.provision.container;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where a Docker daemon may listen, in the order in which Testcontainers looks. */
final class DockerAddress {

    private DockerAddress() {}

    /** Each candidate, {@code unix:///…} or {@code tcp://…}; one alone if somebody has named it. */
    static List<String> candidates(Map<String, String> environment, Path home) {
        String named = named(environment, home);
        if (named != null) {
            return List.of(named);
        }
        var all = new ArrayList<String>();
        all.add("unix:///var/run/docker.sock");
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null) {
            all.add("unix://" + runtime + "/docker.sock");
        }
        all.add("unix://" + home.resolve(".docker/run/docker.sock"));
        all.add("unix://" + home.resolve(".docker/desktop/docker.sock"));
        return all;
    }

    private static @Nullable String named(Map<String, String> environment, Path home) {
        String variable = environment.get("DOCKER_HOST");
        if (variable != null && !variable.isBlank()) {
            return variable;
        }
        Path file = home.resolve(".testcontainers.properties");
        if (!Files.isReadable(file)) {
            return null;
        }
        try (InputStream in = new FileInputStream(file.toFile())) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("docker.host", properties.getProperty("tc.host"));
        } catch (IOException e) {
            return null;
        }
    }
}
