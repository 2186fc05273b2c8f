package io.replicatedpostgres.provision.container;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where a Docker daemon may listen, in the order in which Testcontainers looks. */
final class DockerAddress {

    /** What is said of a text that is no address, and how one is written. */
    static final String NONE = "that is no address of a daemon";

    static final String FOR_EXAMPLE = "write for example unix:///var/run/docker.sock or tcp://127.0.0.1:2375";

    private DockerAddress() {}

    /** Whether a daemon can have it. */
    static boolean isOne(String text) {
        try {
            URI uri = new URI(text);
            return switch (String.valueOf(uri.getScheme())) {
                case "unix" -> uri.getPath() != null && uri.getPath().startsWith("/");
                case "tcp", "http", "https", "ssh" -> uri.getHost() != null;
                case "npipe" -> true;
                default -> false;
            };
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Each candidate, {@code unix:///…} or {@code tcp://…}; one alone if the user has named it. */
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
            String address = properties.getProperty("docker.host", properties.getProperty("tc.host"));
            return address == null || address.isBlank() ? null : address;
        } catch (IOException e) {
            return null;
        }
    }
}
