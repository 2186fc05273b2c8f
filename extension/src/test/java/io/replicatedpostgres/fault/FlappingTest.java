package io.replicatedpostgres.fault;

import static io.replicatedpostgres.fault.Nodes.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.topology.Healing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlappingTest {

    private static final Duration SHORT = Duration.ofMillis(2);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String ON = "+clients→node-1 Refuse BOTH";
    private static final String OFF = "-clients→node-1 Refuse BOTH";

    private final Nodes nodes = Nodes.of(2);

    private Healing begin(Duration on, Duration off) {
        return Faults.flapping(Faults.clientsCut(node(1), Cut.REFUSE), on, off).begin(nodes.scene());
    }

    @Test
    void itBeginsWithItOn() {
        try (Healing healing = begin(LONG, LONG)) {
            assertThat(nodes.diary()).containsExactly(ON);
        }

        assertThat(nodes.diary()).containsExactly(ON, OFF);
    }

    @Test
    void itComesAndGoesUntilItIsHealed() {
        try (Healing healing = begin(SHORT, SHORT)) {
            await().until(() -> nodes.diary().size() >= 7);
        }

        List<String> done = List.copyOf(nodes.diary());
        assertThat(done).hasSizeGreaterThanOrEqualTo(8).last().isEqualTo(OFF);
        for (int i = 0; i < done.size(); i++) {
            assertThat(done.get(i)).isEqualTo(i % 2 == 0 ? ON : OFF);
        }
        assertThat(threads()).isZero();
    }

    @Test
    void healedWhileItIsOffNothingIsLeftToHeal() {
        try (Healing healing = begin(SHORT, LONG)) {
            await().until(() -> nodes.diary().size() == 2);
        }

        assertThat(nodes.diary()).containsExactly(ON, OFF);
    }

    @Test
    void healingTwiceIsHarmless() {
        Healing healing = begin(LONG, LONG);

        healing.close();
        healing.close();

        assertThat(nodes.diary()).containsExactly(ON, OFF);
    }

    @Test
    void whatFailedInBetweenIsToldWhenItIsHealed() {
        Healing healing = begin(SHORT, SHORT);
        nodes.failing(ON::equals);
        await().until(() -> threads() == 0);

        assertThatThrownBy(healing::close).hasMessage("failed: " + ON);
    }

    @Test
    void whatFailsAtOnceFlapsNever() {
        nodes.failing(ON::equals);

        assertThatThrownBy(() -> begin(SHORT, SHORT)).hasMessage("failed: " + ON);
        assertThat(threads()).isZero();
    }

    @Test
    void itSaysWhatComesAndGoes() {
        Fault fault =
                Faults.flapping(Faults.clientsCut(node(1), Cut.REFUSE), Duration.ofMillis(200), Duration.ofSeconds(1));

        assertThat(fault)
                .hasToString("flapping clients refused: clients ⇹ node-1, 200 ms on and 1000 ms off")
                .extracting(Fault::targets)
                .isEqualTo(List.of(node(1)));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("replicated-postgres-flapping"))
                .count();
    }
}
