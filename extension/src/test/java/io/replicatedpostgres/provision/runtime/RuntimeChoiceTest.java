package io.replicatedpostgres.provision.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.provision.container.DockerProbe;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers where they can be had, else what is installed, else what is on the class path, else all ways out. */
class RuntimeChoiceTest {

    private static final Provisioner LOCAL = new Fixed(RuntimeKind.LOCAL);
    private static final Provisioner EMBEDDED = new Fixed(RuntimeKind.EMBEDDED);
    private static final Provisioner CONTAINERS = new Fixed(RuntimeKind.CONTAINER);
    private static final DockerProbe.Answer ANSWERS = new DockerProbe.Answer(true, "unix:///run/docker.sock");
    private static final DockerProbe.Answer SILENT =
            new DockerProbe.Answer(false, "unix:///run/docker.sock: no such socket");

    /** Finds itself, whatever the place. */
    private record Fixed(RuntimeKind kind) implements Provisioner {

        @Override
        public Found find(Place place) {
            return new Found(kind, "here", new PostgresBinaries("/bin", PostgresVersion.parse("15.1")));
        }

        @Override
        public Optional<String> whyNot(Place place, Capability capability) {
            return Optional.of(kind + " lacks " + capability);
        }

        @Override
        public Provisioned provision(ClusterSpec spec) {
            throw new UnsupportedOperationException("nothing is started here");
        }
    }

    private static final Provisioner NOTHING_INSTALLED = new Provisioner() {
        @Override
        public Found find(Place place) {
            throw SpecException.of("PostgreSQL", "no such server binaries on this machine", "Install them");
        }

        @Override
        public Optional<String> whyNot(Place place, Capability capability) {
            return Optional.of("nothing is installed");
        }

        @Override
        public Provisioned provision(ClusterSpec spec) {
            throw new UnsupportedOperationException("nothing is started here");
        }
    };

    private static RuntimeKind chosen(DockerProbe.Answer docker, Map<PlaceKey, String> place) {
        return new RuntimeChoice(LOCAL, EMBEDDED, () -> CONTAINERS, () -> docker, () -> true)
                .find(place(place))
                .runtime();
    }

    private static Place place(Map<PlaceKey, String> values) {
        var all = new EnumMap<PlaceKey, String>(PlaceKey.class);
        for (PlaceKey key : new PlaceKey[] {
            PlaceKey.RUNTIME,
            PlaceKey.IMAGE,
            PlaceKey.TOXIPROXY_IMAGE,
            PlaceKey.TMPFS,
            PlaceKey.CAPABILITIES,
            PlaceKey.BINARIES
        }) {
            all.put(key, "");
        }
        all.putAll(values);
        return Places.with(all);
    }

    @Test
    void whatAPlaceCannotDoIsAskedOfWhereItLeads() {
        var choice = new RuntimeChoice(LOCAL, EMBEDDED, () -> CONTAINERS, () -> SILENT, () -> true);

        assertThat(choice.whyNot(place(Map.of()), Capability.VOLUMES)).contains("local lacks VOLUMES");
        assertThat(choice.whyNot(place(Map.of(PlaceKey.RUNTIME, "container")), Capability.VOLUMES))
                .contains("container lacks VOLUMES");
    }

    @Test
    void aDiskOfItsOwnIsRefusedWhereItCannotBeHad() {
        var choice = new RuntimeChoice(LOCAL, EMBEDDED, () -> CONTAINERS, () -> SILENT, () -> true);
        ClusterSpec spec = ClusterSpec.builder()
                .disk(Disk.ext4())
                .place(place(Map.of(PlaceKey.RUNTIME, "container")))
                .build();

        assertThatThrownBy(() -> choice.provision(spec))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("disk = ext4")
                .hasMessageContaining("because container lacks DISK");
    }

    @Test
    void whereDockerAnswersItIsTaken() {
        assertThat(chosen(ANSWERS, Map.of())).isEqualTo(RuntimeKind.CONTAINER);
        assertThat(chosen(ANSWERS, Map.of(PlaceKey.RUNTIME, "auto"))).isEqualTo(RuntimeKind.CONTAINER);
    }

    @Test
    void whereItDoesNotTheBinariesAre() {
        assertThat(chosen(SILENT, Map.of())).isEqualTo(RuntimeKind.LOCAL);
    }

    @Test
    void whoeverNamesBinariesMeansThose() {
        assertThat(chosen(ANSWERS, Map.of(PlaceKey.BINARIES, "/opt/pg/bin"))).isEqualTo(RuntimeKind.LOCAL);
    }

    @Test
    void whoeverNamesAnImageMeansThat() {
        assertThat(chosen(SILENT, Map.of(PlaceKey.IMAGE, "ours:16"))).isEqualTo(RuntimeKind.CONTAINER);
    }

    @ParameterizedTest
    @CsvSource({"IMAGE, ours:16", "TOXIPROXY_IMAGE, ours:2", "TMPFS, 512MB", "CAPABILITIES, SYS_ADMIN"})
    void whatIsAboutContainersIsRefusedOnLocalProcesses(PlaceKey key, String value) {
        assertThatThrownBy(() -> chosen(SILENT, Map.of(PlaceKey.RUNTIME, "local", key, value)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(key.key() + " = ")
                .hasMessageEndingWith(
                        ": the servers run as processes of this machine, and that is about containers. Leave it out, or set replicatedpostgres.runtime to the other.");
    }

    @ParameterizedTest
    @CsvSource({"TOXIPROXY_IMAGE, ours:2", "TMPFS, 512MB", "CAPABILITIES, SYS_ADMIN"})
    void soItIsBesideBinaries(PlaceKey key, String value) {
        assertThatThrownBy(() -> chosen(ANSWERS, Map.of(PlaceKey.BINARIES, "/opt/pg/bin", key, value)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith(key.key() + " = ")
                .hasMessageContaining("that is about containers");
    }

    @Test
    void whatIsNoAddressOfADaemonIsRefusedUnlessDockerIsNotAsked() {
        var banana = new DockerProbe.Answer(false, "banana: that is no address of a daemon", "banana");

        assertThatThrownBy(() -> chosen(banana, Map.of()))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "DOCKER_HOST = banana: that is no address of a daemon. Write for example unix:///var/run/docker.sock or tcp://127.0.0.1:2375, or set replicatedpostgres.runtime=local to run installed PostgreSQL binaries.");
        assertThat(chosen(banana, Map.of(PlaceKey.RUNTIME, "local"))).isEqualTo(RuntimeKind.LOCAL);
    }

    @Test
    void binariesAreRefusedInContainers() {
        assertThatThrownBy(
                        () -> chosen(ANSWERS, Map.of(PlaceKey.RUNTIME, "container", PlaceKey.BINARIES, "/opt/pg/bin")))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.binaries = /opt/pg/bin: the servers run in containers, which have binaries of their own. Leave it out, or set replicatedpostgres.runtime to the other.");
    }

    @Test
    void aSettingBeatsWhatIsThere() {
        assertThat(chosen(ANSWERS, Map.of(PlaceKey.RUNTIME, "local"))).isEqualTo(RuntimeKind.LOCAL);
        assertThat(chosen(SILENT, Map.of(PlaceKey.RUNTIME, "container"))).isEqualTo(RuntimeKind.CONTAINER);
    }

    @Test
    void whereNothingIsInstalledTheClassPathIsTaken() {
        var choice = new RuntimeChoice(NOTHING_INSTALLED, EMBEDDED, () -> CONTAINERS, () -> SILENT, () -> true);

        assertThat(choice.find(place(Map.of())).runtime()).isEqualTo(RuntimeKind.EMBEDDED);
    }

    @Test
    void theClassPathIsTakenWhereItIsAskedFor() {
        assertThat(chosen(ANSWERS, Map.of(PlaceKey.RUNTIME, "embedded"))).isEqualTo(RuntimeKind.EMBEDDED);
        assertThatThrownBy(() -> chosen(SILENT, Map.of(PlaceKey.RUNTIME, "embedded", PlaceKey.BINARIES, "/opt/pg/bin")))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.binaries = /opt/pg/bin: the servers run from binaries on the class path. Leave it out, or set replicatedpostgres.runtime to the other.");
    }

    @Test
    void withNeitherAllWaysOutAreTold() {
        var choice =
                new RuntimeChoice(NOTHING_INSTALLED, NOTHING_INSTALLED, () -> CONTAINERS, () -> SILENT, () -> true);

        assertThatThrownBy(() -> choice.find(place(Map.of())))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("no such server binaries on this machine. Install them")
                .hasMessageContaining("Embedded binaries cannot be had either")
                .hasMessageContaining("no such socket")
                .hasMessageContaining("start Docker or set DOCKER_HOST");
    }

    @Test
    void withoutTestcontainersDockerIsNotAsked() {
        var choice = new RuntimeChoice(
                LOCAL,
                EMBEDDED,
                () -> CONTAINERS,
                () -> {
                    throw new AssertionError("asked");
                },
                () -> false);

        assertThat(choice.find(place(Map.of())).runtime()).isEqualTo(RuntimeKind.LOCAL);
        assertThatThrownBy(() -> choice.find(place(Map.of(PlaceKey.RUNTIME, "container"))))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.runtime = container: Testcontainers is not on the class path. Add org.testcontainers:testcontainers-toxiproxy, or set replicatedpostgres.runtime=local.");
        assertThatThrownBy(() -> choice.find(place(Map.of(PlaceKey.IMAGE, "ours:16"))))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.image = ours:16: Testcontainers is not on the class path.");
    }
}
