package io.replicatedpostgres.provision.container;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.List;
import java.util.Map;

/** Starts containers that end with this JVM. */
final class ContainerStart {

    /** Where everything lies that the containers of one JVM share: an anonymous volume, gone with the last of them. */
    static final String SHARED = "/replicated-postgres";

    /** Where data lies when it was asked to be in memory. */
    static final String MEMORY = "/replicated-postgres-memory";

    /** The port servers listen on in containers. */
    static final int PORT = 5432;

    /** Marks what is ours; its value tells which JVM's. */
    static final String LABEL = "io.replicatedpostgres";

    /** Block devices 7 are the loop devices, and the one of characters makes them. */
    private static final List<String> LOOP_DEVICES = List.of("b 7:* rwm", "c 10:237 rwm");

    /** The status with which a container ends. */
    private static final String NOTHING = ":";

    private static final ExposedPort SERVER = ExposedPort.tcp(PORT);

    private final Daemon daemon;
    private final String jvm;

    ContainerStart(Daemon daemon, String jvm) {
        this.daemon = daemon;
        this.jvm = jvm;
    }

    /** One with the shared volume. */
    Container first(String image) {
        return start(daemon.docker().createContainerCmd(image).withVolumes(new Volume(SHARED)), hostConfig(), NOTHING);
    }

    /** One more, which sees the first one's volume. */
    Container more(ContainerPool.Kind kind, Container first) {
        HostConfig hostConfig = hostConfig().withVolumesFrom(new VolumesFrom(first.id()));
        DataSize memory = kind.memory();
        if (memory != null) {
            hostConfig.withTmpFs(Map.of(MEMORY, "rw,exec,mode=1777,size=" + memory.bytes()));
        }
        if (kind.mayMount()) {
            // AppArmor's profile of Docker refuses a mount even to who has the capability
            hostConfig.withCapAdd(Capability.SYS_ADMIN).withSecurityOpts(List.of("apparmor=unconfined"));
        }
        if (kind.hasLoopDevices()) {
            hostConfig.withDeviceCgroupRules(LOOP_DEVICES);
        }
        return start(
                daemon.docker().createContainerCmd(kind.image()),
                hostConfig,
                kind.hasLoopDevices() ? ContainerRoot.FAREWELL : NOTHING);
    }

    private HostConfig hostConfig() {
        return HostConfig.newHostConfig().withAutoRemove(true).withPortBindings(published(daemon, SERVER));
    }

    /** Connections from outside are refused, unless this JVM is outside too. */
    static PortBinding published(Daemon daemon, ExposedPort port) {
        return new PortBinding(daemon.isHere() ? Ports.Binding.bindIp("127.0.0.1") : Ports.Binding.empty(), port);
    }

    private Container start(CreateContainerCmd command, HostConfig hostConfig, String farewell) {
        String id = "";
        try {
            // a shell, because process 1 has to reap what the servers leave; and not cat alone, which would not
            id = command.withEntrypoint("/bin/sh", "-c", "cat >/dev/null; " + farewell)
                    .withCmd()
                    .withUser("0:0")
                    .withHostConfig(hostConfig)
                    .withExposedPorts(SERVER)
                    .withStdinOpen(true)
                    .withStdInOnce(true)
                    .withAttachStdin(true)
                    .withLabels(Map.of(LABEL, jvm))
                    .exec()
                    .getId();
            var lifeline = new StdinStream();
            daemon.docker()
                    .attachContainerCmd(id)
                    .withFollowStream(true)
                    .withStdIn(lifeline)
                    .exec(new StdoutReader());
            daemon.docker().startContainerCmd(id).exec();
            boolean mayMount = hostConfig.getCapAdd() != null;
            return started(id, String.valueOf(command.getImage()), lifeline, mayMount);
        } catch (DockerException e) {
            if (!id.isEmpty()) {
                Container.remove(daemon.docker(), id);
            }
            throw new ReplicatedPostgresException(
                    "a container of %s could not be started on %s: %s"
                            .formatted(
                                    command.getImage(),
                                    daemon.address(),
                                    String.valueOf(e.getMessage()).strip()),
                    e);
        }
    }

    private Container started(String id, String image, StdinStream lifeline, boolean mayMount) {
        InspectContainerResponse state = daemon.docker().inspectContainerCmd(id).exec();
        Ports.Binding[] bindings =
                state.getNetworkSettings().getPorts().getBindings().get(SERVER);
        if (bindings == null || bindings.length == 0) {
            throw new ReplicatedPostgresException("a container of %s ended as soon as it was started (exit code %s)%s"
                    .formatted(
                            image,
                            state.getState().getExitCodeLong(),
                            String.valueOf(state.getState().getError()).isEmpty()
                                    ? ": its /bin/sh does not run"
                                    : ": " + state.getState().getError()));
        }
        int port = Integer.parseInt(bindings[0].getHostPortSpec());
        return new Container(daemon, id, lifeline, address(state), new Endpoint(daemon.host(), port), mayMount);
    }

    /** Its address on the one network it is on. */
    static String address(InspectContainerResponse state) {
        return state.getNetworkSettings().getNetworks().values().stream()
                .map(network -> String.valueOf(network.getIpAddress()))
                .filter(address -> !address.isEmpty())
                .findFirst()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "container %s has no address on any network".formatted(state.getId())));
    }
}
