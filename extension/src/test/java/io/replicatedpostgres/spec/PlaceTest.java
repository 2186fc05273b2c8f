package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlaceTest {

    @Test
    void isReadKeyByKey() {
        var given = Map.of(
                "replicatedpostgres.version", "15",
                "replicatedpostgres.binaries", "/opt/pg/bin",
                "replicatedpostgres.patroni", "/opt/patroni",
                "replicatedpostgres.user", "nobody",
                "replicatedpostgres.directory", "/tmp",
                "replicatedpostgres.ports", "20000-20010",
                "replicatedpostgres.profile", "production",
                "replicatedpostgres.keep", "always",
                "replicatedpostgres.ahead", "cluster",
                "replicatedpostgres.timeoutFactor", "2.5");

        var place = Place.from(key -> Optional.ofNullable(given.get(key)));

        assertThat(place)
                .isEqualTo(new Place(
                        null,
                        "15",
                        null,
                        null,
                        null,
                        null,
                        "/opt/pg/bin",
                        "/opt/patroni",
                        "nobody",
                        "/tmp",
                        "20000-20010",
                        null,
                        ServerProfile.PRODUCTION,
                        Keep.ALWAYS,
                        Ahead.CLUSTER,
                        2.5));
        assertThat(place.stretched(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void refusesACapabilityThatNoFaultNeeds() {
        assertThatThrownBy(() -> Place.from(
                        key -> Optional.of("NET_RAW").filter(value -> key.equals("replicatedpostgres.capabilities"))))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "replicatedpostgres.capabilities = NET_RAW: wanted SYS_ADMIN, the only one that a fault makes"
                                + " use of. Write that, or leave it out.");
    }

    @Test
    void makesNothingAheadWhereAConfigurationIsJudged() {
        var place =
                Place.from(key -> Optional.of("production").filter(value -> key.equals("replicatedpostgres.profile")));

        assertThat(place.ahead()).isEqualTo(Ahead.NOTHING);
        assertThat(Place.from(key -> Optional.empty()).ahead()).isEqualTo(Ahead.COPIES);
    }

    @Test
    void takesABlankValueForNone() {
        assertThat(Place.from(key -> Optional.of(" "))).isEqualTo(Place.anywhere());
    }

    @Test
    void keepsTheVersionThatIsRequired() {
        assertThat(Place.anywhere().orVersion("14").version()).isEqualTo("14");
        assertThat(Place.anywhere().orVersion("14").orVersion("15").version()).isEqualTo("14");
    }

    @Test
    void holdsForClustersWithoutJUnitToo() {
        System.setProperty(PlaceKey.VERSION.key(), "14");
        try {
            assertThat(ClusterSpec.primaryAndStandby().place().version()).isEqualTo("14");
        } finally {
            System.clearProperty(PlaceKey.VERSION.key());
        }
    }

    @Test
    void hasAVariableForEachKey() {
        assertThat(PlaceKey.values())
                .extracting(PlaceKey::variable)
                .containsExactly(
                        "REPLICATEDPOSTGRES_RUNTIME",
                        "REPLICATEDPOSTGRES_VERSION",
                        "REPLICATEDPOSTGRES_IMAGE",
                        "REPLICATEDPOSTGRES_TOXIPROXY_IMAGE",
                        "REPLICATEDPOSTGRES_TMPFS",
                        "REPLICATEDPOSTGRES_CAPABILITIES",
                        "REPLICATEDPOSTGRES_BINARIES",
                        "REPLICATEDPOSTGRES_PATRONI",
                        "REPLICATEDPOSTGRES_USER",
                        "REPLICATEDPOSTGRES_DIRECTORY",
                        "REPLICATEDPOSTGRES_PORTS",
                        "REPLICATEDPOSTGRES_SETTINGS",
                        "REPLICATEDPOSTGRES_PROFILE",
                        "REPLICATEDPOSTGRES_KEEP",
                        "REPLICATEDPOSTGRES_AHEAD",
                        "REPLICATEDPOSTGRES_TIMEOUT_FACTOR");
    }

    @Test
    void namesTheNearestKeyToAMisspeltOne() {
        assertThatThrownBy(() -> PlaceKey.refuseUnknown(Set.of("java.home", "replicatedpostgres.verison"), Set.of()))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("replicatedpostgres.verison: there is no such setting")
                .hasMessageEndingWith("The nearest is replicatedpostgres.version.");
        assertThatThrownBy(() -> PlaceKey.refuseUnknown(Set.of(), Set.of("PATH", "REPLICATEDPOSTGRES_TIMEOUTFACTOR")))
                .isInstanceOf(SpecException.class)
                .hasMessageEndingWith("The nearest is REPLICATEDPOSTGRES_TIMEOUT_FACTOR.");
    }

    /** It would be the same on all machines, and nothing reads it there. */
    @Test
    void aShardStandsInNoFile() {
        PlaceKey.refuseUnknown(Set.of("replicatedpostgres.shard"), Set.of("REPLICATEDPOSTGRES_SHARD_TIMES"));

        assertThatThrownBy(() -> PlaceKey.refuseUnknown(Set.of("replicatedpostgres.shard")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("-Dreplicatedpostgres.shard=");
    }

    @Test
    void letsEveryKnownKeyPass() {
        for (PlaceKey key : PlaceKey.values()) {
            PlaceKey.refuseUnknown(Set.of(key.key()), Set.of(key.variable()));
        }
    }
}
