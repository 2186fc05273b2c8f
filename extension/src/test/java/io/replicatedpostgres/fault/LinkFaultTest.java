package io.replicatedpostgres.fault;

import static io.replicatedpostgres.fault.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Healing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkFaultTest {

    private final Nodes nodes = Nodes.of(3);

    @Test
    void itStrikesEveryStreamAndHealsThemLastFirst() {
        Healing healing = Faults.oneWay(node(1), node(2)).begin(nodes.scene());
        healing.close();

        assertThat(nodes.diary())
                .containsExactly(
                        "+node-1→node-2 Freeze FORWARD",
                        "+node-2→node-1 Freeze BACKWARD",
                        "-node-2→node-1 Freeze BACKWARD",
                        "-node-1→node-2 Freeze FORWARD");
    }

    @Test
    void aLinkThatFailsHealsWhatWasDoneBefore() {
        nodes.failing(entry -> entry.startsWith("+node-2→node-1"));

        assertThatThrownBy(() -> Faults.between(node(1), node(2)).begin(nodes.scene()))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("failed: +node-2→node-1 Freeze BOTH")
                .hasNoSuppressedExceptions();
        assertThat(nodes.diary())
                .containsExactly(
                        "+node-1→node-2 Freeze BOTH", "+node-2→node-1 Freeze BOTH", "-node-1→node-2 Freeze BOTH");
    }

    @Test
    void whyItCouldNotBeginIsToldAlsoWhenHealingFailsToo() {
        nodes.failing(entry -> entry.startsWith("+node-2→node-1") || entry.startsWith("-"));

        assertThatThrownBy(() -> Faults.between(node(1), node(2)).begin(nodes.scene()))
                .hasMessage("failed: +node-2→node-1 Freeze BOTH")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(second -> assertThat(second).hasMessage("failed: -node-1→node-2 Freeze BOTH")));
    }

    @Test
    void aLinkThatDoesNotHealKeepsNoOtherFromHealing() {
        Healing healing = Faults.between(node(1), node(2)).begin(nodes.scene());
        nodes.failing(entry -> entry.startsWith("-node-2→node-1"));

        assertThatThrownBy(healing::close).hasMessage("failed: -node-2→node-1 Freeze BOTH");
        assertThat(nodes.diary()).endsWith("-node-1→node-2 Freeze BOTH");
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        for (Fault fault : List.of(
                Faults.isolated(node(9)),
                Faults.between(node(1), node(9)),
                Faults.clientsCut(node(9), Cut.FREEZE),
                Faults.bridge(node(9), Cut.FREEZE),
                Faults.latency(node(9), node(1), Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> fault.begin(nodes.scene()))
                    .isInstanceOf(ReplicatedPostgresException.class)
                    .hasMessageContaining("cannot strike node-9")
                    .hasMessageContaining("[node-1, node-2, node-3]");
        }
        assertThat(nodes.diary()).isEmpty();
    }

    @Test
    void whatWouldStrikeNothingIsRefused() {
        assertThatThrownBy(() -> Faults.ring(Cut.FREEZE).begin(nodes.scene()))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("ring, frozen")
                .hasMessageContaining("would strike nothing")
                .hasMessageContaining("[node-1, node-2, node-3]");
        assertThatThrownBy(() -> Faults.isolated(node(1)).begin(Nodes.of(1).scene()))
                .hasMessageContaining("would strike nothing");
    }
}
