package io.replicatedpostgres.fault;

import static io.replicatedpostgres.fault.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @EnumSource(names = {"REFUSE", "RESET"})
    void aCutWithoutADirectionCannotBeOneWay(Cut cut) {
        refused(
                () -> Faults.oneWay(node(1), node(2), cut),
                "oneWay(…, " + cut + "): such a cut has no direction. Use FREEZE or LOSE.");
    }

    @Test
    void aDurationHasToBeLongerThanNothing() {
        refused(
                () -> Faults.latency(node(1), node(2), Duration.ZERO),
                "latency = PT0S: it must be longer than 0. Write for example Duration.ofMillis(50).");
        refused(
                () -> Faults.latency(node(1), node(2), SECOND, Duration.ofMillis(-1)),
                "jitter = PT-0.001S: it cannot be negative. Leave it out, or ask for some.");
        Fault fault = Faults.isolated(node(1));
        refused(
                () -> Faults.flapping(fault, SECOND.negated(), SECOND),
                "on = PT-1S: it must be longer than 0. Write for example Duration.ofMillis(50).");
        refused(
                () -> Faults.flapping(fault, SECOND, Duration.ZERO),
                "off = PT0S: it must be longer than 0. Write for example Duration.ofMillis(50).");
    }

    @Test
    void whatPassesInLessThanAMillisecondIsNoLatency() {
        refused(
                () -> Faults.latency(node(1), node(2), Duration.ofNanos(999_999)),
                "latency = PT0.000999999S: it has to be at least 1 ms. Write for example Duration.ofMillis(50).");
    }

    @Test
    void aPauseCannotBeNegative() {
        refused(
                () -> Faults.sliced(node(1), node(2), 10, SECOND.negated()),
                "pause = PT-1S: it cannot be negative. Leave it out, or ask for some.");
    }

    @Test
    void anAmountHasToBeAtLeastOne() {
        refused(
                () -> Faults.bandwidth(node(1), node(2), 0),
                "kilobytesPerSecond = 0: it must be at least 1. Write for example 100.");
        refused(
                () -> Faults.sliced(node(1), node(2), 0, SECOND),
                "averageBytes = 0: it must be at least 1. Write for example 100.");
        refused(
                () -> Faults.limitedTo(node(1), node(2), -1),
                "bytes = -1: it must be at least 1. Write for example 100.");
    }

    @Test
    void aNodeIsNotCutOffFromItself() {
        refused(
                () -> Faults.oneWay(node(1), node(1)),
                "from node-1 to node-1: no link leads from a node to itself. Name two nodes, or CLIENTS and a node.");
        refused(
                () -> Faults.latency(node(1), node(1), SECOND),
                "from node-1 to node-1: no link leads from a node to itself. Name two nodes, or CLIENTS and a node.");
        refused(
                () -> Faults.between(List.of(node(1), node(2)), List.of(node(2), node(3)), Cut.LOSE),
                "between([node-1, node-2], [node-2, node-3]): node-2 is on both sides. Name it on one of them.");
    }

    @Test
    void aFaultSaysWhatItDoesToWhat() {
        assertThat(Faults.isolated(node(1))).hasToString("isolated, frozen: node-1 ⇹ all others");
        assertThat(Faults.isolatedWithClients(node(1), Cut.LOSE))
                .hasToString("isolated, losing: node-1 ⇹ all others and clients");
        assertThat(Faults.between(node(1), node(2), Cut.RESET)).hasToString("between, reset: node-1 ⇹ node-2");
        assertThat(Faults.oneWay(node(2), node(1))).hasToString("one way, frozen: node-2 ↛ node-1");
        assertThat(Faults.halves(Cut.REFUSE)).hasToString("halves, refused: the first half ⇹ the rest");
        assertThat(Faults.latency(node(1), node(2), SECOND, Duration.ofMillis(20)))
                .hasToString("latency: node-1 → node-2 later by 1000 ± 20 ms");
        assertThat(Faults.limitedTo(node(1), node(2), 7))
                .hasToString("limit data: node-1 → node-2: each connection dies after 7 bytes");
    }

    @Test
    void aFaultNamesWhomItStrikes() {
        assertThat(Faults.isolated(node(2)).targets()).containsExactly(node(2));
        assertThat(Faults.bandwidth(node(1), node(2), 5).targets()).containsExactly(node(1), node(2));
        assertThat(Faults.halves(Cut.FREEZE).targets()).isEmpty();
    }

    @Test
    void isolatedWithItsClientsNobodyReachesIt() {
        Nodes nodes = Nodes.of(2);

        Faults.isolatedWithClients(node(1), Cut.LOSE).begin(nodes.scene());

        assertThat(nodes.diary())
                .containsExactlyInAnyOrder(
                        "+node-1→node-2 Lose BOTH", "+node-2→node-1 Lose BOTH", "+clients→node-1 Lose BOTH");
    }

    @ParameterizedTest
    @EnumSource
    void eachCutIsAnImpairmentOfItsOwn(Cut cut) {
        Nodes nodes = Nodes.of(1);

        Faults.clientsCut(node(1), cut).begin(nodes.scene());

        assertThat(nodes.diary().get(0).toUpperCase(Locale.ROOT)).isEqualTo("+CLIENTS→NODE-1 " + cut + " BOTH");
    }

    private static void refused(ThrowingCallable asked, String message) {
        assertThatThrownBy(asked).isInstanceOf(SpecException.class).hasMessage(message);
    }
}
