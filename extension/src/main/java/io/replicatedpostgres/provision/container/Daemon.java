package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.DockerClient;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.PlaceKey;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker daemon, as Testcontainers finds it.
 *
 * @param docker its client
 * @param host where the ports it publishes are reached
 * @param address where the daemon listens
 */
record Daemon(DockerClient docker, String host, String address) {

    /** Long enough for an image of Testcontainers' own to be pulled, short enough not to look dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Once<Daemon> FOUND = new Once<>(Daemon::find);

    /**
     * The daemon of this JVM. What was in the way once is said again without another try: a minute for each class would be paid for
     * nothing.
     *
     * @throws SpecException if none answers; the message tells the ways out
     */
    static Daemon get() {
        return FOUND.get();
    }

    private static Daemon find() {
        DockerProbe.Answer answer = DockerProbe.ask();
        if (!answer.answers()) {
            throw unreachable(answer.told());
        }
        Loggers.prepare();
        return open(answer.told());
    }

    private static SpecException unreachable(String told) {
        boolean forbidden = told.contains("no permission");
        return SpecException.of(
                "PostgreSQL in containers",
                "no Docker daemon answers (%s)".formatted(told),
                forbidden
                        ? "Let user %s use the socket (on Linux: sudo usermod -aG docker %1$s, then log in again), or set %s=local to run installed PostgreSQL binaries"
                                .formatted(System.getProperty("user.name"), PlaceKey.RUNTIME.key())
                        : "Start Docker or set DOCKER_HOST, or set %s=local to run installed PostgreSQL binaries"
                                .formatted(PlaceKey.RUNTIME.key()));
    }

    private static Daemon open(String address) {
        var opening = Background.run(() -> {
            DockerClientFactory factory = DockerClientFactory.instance();
            DockerClient client = factory.client();
            return new Daemon(
                    client,
                    factory.dockerHostIpAddress(),
                    String.valueOf(factory.getTransportConfig().getDockerHost()));
        });
        try {
            return opening.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw failed(address, "it was not ready within %s s".formatted(PATIENCE.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(address, "interrupted");
        } catch (ExecutionException | CompletionException e) {
            throw failed(address, String.valueOf(e.getCause()));
        }
    }

    private static SpecException failed(String address, String why) {
        return SpecException.of(
                "Docker at " + address,
                "it answers, but Testcontainers could not begin: " + why,
                "Inside a container without a registry set TESTCONTAINERS_HOST_OVERRIDE (where published ports are reached)"
                        + " and TESTCONTAINERS_RYUK_DISABLED=true; or set %s=local to run installed PostgreSQL binaries"
                                .formatted(PlaceKey.RUNTIME.key()));
    }

    /** Whether the ports it publishes have to be reached by this machine alone. */
    boolean isHere() {
        return host.equals("localhost") || host.equals("127.0.0.1");
    }
}
