package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Containers that were made and never started, because their JVM was killed in between: nothing else ends those. */
final class Leftovers {

    private static final Duration LONG_AGO = Duration.ofMinutes(2);

    private Leftovers() {}

    static void remove(DockerClient docker) {
        try {
            List<Container> made = docker.listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(ContainerStart.LABEL))
                    .withStatusFilter(List.of("created"))
                    .exec();
            long before = Instant.now().minus(LONG_AGO).getEpochSecond();
            made.stream()
                    .filter(container -> container.getCreated() < before)
                    .forEach(container ->
                            io.replicatedpostgres.provision.container.Container.remove(docker, container.getId()));
        } catch (DockerException e) {
            // a failure to clean up after another run must not stop this one
        }
    }
}
