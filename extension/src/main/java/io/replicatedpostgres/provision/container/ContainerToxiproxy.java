package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.toxiproxy.ToxiproxyContainer;
import org.testcontainers.utility.DockerImageName;

/** The one Toxiproxy of this JVM's containers: every link from a node to a node is a proxy in it. */
final class ContainerToxiproxy {

    private static final int API_PORT = 8474;
    private static final int FIRST_PORT = 20_000;

    private final ToxiproxyContainer container;
    private final String address;
    private final BitSet taken = new BitSet();

    private ContainerToxiproxy(ToxiproxyContainer container, String address) {
        this.container = container;
        this.address = address;
    }

    /**
     * Starts it.
     *
     * @param image its name, which the daemon has
     * @param first the container whose processes it is counted among: the image has no shell that could wait for the end of
     *     this JVM, but when the first process of that container ends, the kernel ends this one too
     */
    @SuppressWarnings("resource") // closed by the owner of this object
    static ContainerToxiproxy start(Daemon daemon, String image, Container first, String jvm) {
        var container = new ToxiproxyContainer(
                DockerImageName.parse(image).asCompatibleSubstituteFor("ghcr.io/shopify/toxiproxy"));
        // of the 32 that it publishes by itself none is needed: its proxies are reached from within
        container.setExposedPorts(List.of(API_PORT));
        container.withCreateContainerCmdModifier(command -> {
            command.withLabels(new OwnLabels(jvm));
            HostConfig hostConfig = command.getHostConfig();
            if (hostConfig != null) {
                hostConfig
                        .withPidMode("container:" + first.id())
                        .withAutoRemove(true)
                        .withPortBindings(ContainerStart.published(daemon, ExposedPort.tcp(API_PORT)));
            }
        });
        try {
            container.start();
        } catch (RuntimeException e) {
            throw new ReplicatedPostgresException(
                    "the Toxiproxy container of %s could not be started on %s: %s"
                            .formatted(image, daemon.address(), e.getMessage()),
                    e);
        }
        return new ContainerToxiproxy(container, ContainerStart.address(container.getContainerInfo()));
    }

    /** Where its API is reached by this JVM. */
    Endpoint api() {
        return new Endpoint(container.getHost(), container.getMappedPort(API_PORT));
    }

    /** A place of its own for a proxy, as other containers reach it. */
    synchronized Endpoint take() {
        int index = taken.nextClearBit(0);
        taken.set(index);
        return new Endpoint(address, FIRST_PORT + index);
    }

    synchronized void giveBack(Endpoint endpoint) {
        taken.clear(endpoint.port() - FIRST_PORT);
    }

    /** Ends it; if another call is ending it already, that one goes on. */
    void end(Daemon daemon) {
        Container.remove(daemon.docker(), container.getContainerId());
    }

    /**
     * The labels of a container that is not Testcontainers' to end: at the end of the JVM it would race with us for each
     * container of its session, and print a stack trace when it loses.
     */
    private static final class OwnLabels extends HashMap<String, String> {

        private static final long serialVersionUID = 1L;

        OwnLabels(String jvm) {
            super.put(ContainerStart.LABEL, jvm);
        }

        @Override
        public @Nullable String put(String name, String value) {
            return name.equals(DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL) ? null : super.put(name, value);
        }

        @Override
        public void putAll(Map<? extends String, ? extends String> labels) {
            labels.forEach(this::put);
        }
    }
}
