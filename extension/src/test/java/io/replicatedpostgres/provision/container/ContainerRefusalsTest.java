package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be had in containers: one clear error each, soon, and no container of it is left. */
@NeedsDocker
@Timeout(25)
@SuppressWarnings("deprecation") // of two ways to name an image, the new one is for newer daemons
class ContainerRefusalsTest {

    private static final String WITHOUT_POSTGRES = "replicated-postgres-test-without:1";
    private static final String FOREIGN = "replicated-postgres-test-foreign:1";

    private final DockerClient docker = Daemon.get().docker();

    @AfterEach
    void removeTheImages() {
        for (String image : List.of(WITHOUT_POSTGRES, FOREIGN)) {
            if (!docker.listImagesCmd().withImageNameFilter(image).exec().isEmpty()) {
                docker.removeImageCmd(image).withForce(true).exec();
            }
        }
    }

    private static Place place(Map<PlaceKey, String> values) {
        var all = new EnumMap<PlaceKey, String>(PlaceKey.class);
        all.put(PlaceKey.RUNTIME, "container");
        all.putAll(values);
        return Places.with(all);
    }

    private static void start(Map<PlaceKey, String> values) {
        Cluster.start(ClusterSpec.builder().place(place(values)).build()).close();
    }

    @Test
    void anImageThatCannotBePulled() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.IMAGE, "127.0.0.1:1/nothing:1")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.image = 127.0.0.1:1/nothing:1: the daemon at ")
                .hasMessageContaining("does not have this image and cannot pull it")
                .hasMessageContaining("docker pull 127.0.0.1:1/nothing:1")
                .hasMessageContaining("replicatedpostgres.runtime=local");
    }

    @Test
    void aToxiproxyThatCannotBePulled() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.TOXIPROXY_IMAGE, "127.0.0.1:1/toxiproxy:1")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.toxiproxyImage = 127.0.0.1:1/toxiproxy:1: the daemon at ");
    }

    @Test
    void theNameOfNoImage() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.IMAGE, "postgres:17:18")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.image = postgres:17:18: not the name of an image.");
    }

    @Test
    void anImageWithoutPostgres() {
        madeBy(
                WITHOUT_POSTGRES,
                "rm -rf /usr/lib/postgresql /usr/local/bin/postgres /usr/bin/postgres /usr/bin/pg_config");

        assertThatThrownBy(() -> start(Map.of(PlaceKey.IMAGE, WITHOUT_POSTGRES)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("wanted PostgreSQL 11 to 18 and found no PostgreSQL in it")
                .hasMessageContaining("such as postgres:17");
    }

    /** A fitting image, but for what the script did to it. */
    private void madeBy(String image, String script) {
        String base = ContainerPool.get().kind(place(Map.of())).id();
        String container = docker.createContainerCmd(base)
                .withEntrypoint("/bin/sh", "-c", script)
                .withUser("0")
                .exec()
                .getId();
        try {
            docker.startContainerCmd(container).exec();
            docker.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode();
            docker.commitCmd(container)
                    .withRepository(image.replace(":1", ""))
                    .withTag("1")
                    .exec();
        } finally {
            Container.remove(docker, container);
        }
    }

    @Test
    void anImageOfAnotherArchitecture() {
        // the header of a program, but of none that any machine here runs
        madeBy(FOREIGN, "printf '\\177ELF\\2\\1\\1 from far away' >/tmp/sh; chmod 755 /tmp/sh; mv -f /tmp/sh /bin/sh");

        assertThatThrownBy(() -> start(Map.of(PlaceKey.IMAGE, FOREIGN)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.image = " + FOREIGN + ": a container of " + FOREIGN)
                .hasMessageContaining("the daemon is ")
                .hasMessageContaining("Name an image for this architecture that has /bin/sh and PostgreSQL");
    }

    @Test
    void aVersionNobodyKnows() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.VERSION, "99", PlaceKey.IMAGE, "")))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.version = 99: wanted a version of PostgreSQL from 11 to 18. Write for example 15 or 15.18.");
    }

    @Test
    void anImageOfAnotherVersion() {
        ContainerPool.Kind kind = ContainerPool.get().kind(place(Map.of()));
        int there = ContainerPool.get()
                .anatomy(kind, place(Map.of()))
                .binaries()
                .version()
                .major();

        assertThatThrownBy(
                        () -> start(Map.of(PlaceKey.IMAGE, kind.image(), PlaceKey.VERSION, there == 12 ? "13" : "12")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("wanted PostgreSQL 12 and found PostgreSQL " + there);
    }

    @Test
    void memoryThatIsTooSmall() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.TMPFS, "16MB")))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.tmpfs = 16.0 MB: the smallest node needs 96.0 MB for its data and WAL. Write for example 512MB, or leave it out to have the data on disk.");
    }

    @Test
    void memoryThatIsNone() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.TMPFS, "plenty")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.tmpfs = plenty: wanted a size with kB, MB or GB.");
    }

    @Test
    void aRuntimeThatIsNone() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.RUNTIME, "kubernetes")))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(
                        "replicatedpostgres.runtime = kubernetes: wanted one of auto, local, container, embedded.");
    }

    @Test
    void afterARefusalTheNextClusterStarts() {
        assertThatThrownBy(() -> start(Map.of(PlaceKey.IMAGE, "127.0.0.1:1/nothing:1")))
                .isInstanceOf(SpecException.class);

        try (Cluster cluster = Cluster.start(
                ClusterSpec.builder().standbys(0).place(place(Map.of())).build())) {
            assertThat(cluster.node("node-1").isPrimary()).isTrue();
        }
    }
}
