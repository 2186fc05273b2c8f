package io.replicatedpostgres.provision;

import static io.replicatedpostgres.provision.Wire.assertCarries;
import static io.replicatedpostgres.provision.Wire.assertEnds;
import static io.replicatedpostgres.provision.Wire.assertReceives;
import static io.replicatedpostgres.provision.Wire.assertSilent;
import static io.replicatedpostgres.provision.Wire.send;
import static io.replicatedpostgres.topology.Flow.BACKWARD;
import static io.replicatedpostgres.topology.Flow.BOTH;
import static io.replicatedpostgres.topology.Flow.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client and a server see of everything that can be wrong with a link. */
class ImpairedLinkTest {

    private final Wire wire;

    ImpairedLinkTest() throws IOException {
        wire = new Wire();
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
    }

    private Healing impair(Impairment impairment) {
        return wire.link().impair(impairment);
    }

    @ParameterizedTest
    @EnumSource(names = {"FORWARD", "BACKWARD"})
    void whatIsFrozenArrivesAfterHealing(Flow flow) throws IOException {
        Wire.Line line = wire.connect();
        Socket from = flow == FORWARD ? line.client() : line.server();
        Socket to = flow == FORWARD ? line.server() : line.client();
        Healing healing = impair(new Impairment.Freeze(flow));

        send(from, "frozen ");
        assertSilent(to);
        assertCarries(to, from, "the way back is open");
        healing.close();

        assertReceives(to, "frozen ");
        assertCarries(from, to, "and alive");
    }

    @Test
    void aNewConnectionIsFrozenToo() throws IOException {
        Healing healing = impair(new Impairment.Freeze(BOTH));

        Wire.Line line = wire.connect();
        send(line.client(), "hello");
        assertSilent(line.server());
        healing.close();

        assertReceives(line.server(), "hello");
    }

    @ParameterizedTest
    @EnumSource(names = {"FORWARD", "BACKWARD"})
    void whatIsLostNeverArrivesAndHealingEndsTheConnection(Flow flow) throws IOException {
        Wire.Line line = wire.connect();
        Socket from = flow == FORWARD ? line.client() : line.server();
        Socket to = flow == FORWARD ? line.server() : line.client();
        Healing healing = impair(new Impairment.Lose(flow));

        send(from, "lost");
        assertSilent(to);
        assertCarries(to, from, "the way back is open");
        healing.close();

        assertEnds(to);
        assertEnds(from);
        Wire.Line next = wire.connect();
        assertCarries(next.client(), next.server(), "new ones work");
    }

    @Test
    void refusedIsAsIfNobodyListened() throws IOException {
        Wire.Line line = wire.connect();
        Healing healing = impair(new Impairment.Refuse());

        assertEnds(line.client());
        assertEnds(line.server());
        wire.assertRefused();
        healing.close();

        Wire.Line next = wire.connect();
        assertCarries(next.client(), next.server(), "new ones work");
    }

    @Test
    void resetIsAcceptedAndThenReset() throws IOException {
        Wire.Line line = wire.connect();
        Healing healing = impair(new Impairment.Reset());

        assertEnds(line.client());
        assertEnds(line.server());
        Socket next = wire.client();
        send(next, "hello");
        assertThatThrownBy(() -> next.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        healing.close();

        Socket healed = wire.client();
        send(healed, "hello");
        assertSilent(healed);
    }

    @ParameterizedTest
    @EnumSource
    void latencyIsPerDirection(Flow flow) throws IOException {
        Wire.Line line = wire.connect();
        impair(new Impairment.Latency(flow, Duration.ofMillis(120), Duration.ZERO));

        long begun = System.nanoTime();
        assertCarries(line.client(), line.server(), "there");
        long there = System.nanoTime();
        assertCarries(line.server(), line.client(), "back");
        long back = System.nanoTime();

        if (flow != BACKWARD) {
            assertThat(there - begun).isGreaterThanOrEqualTo(119_000_000);
        }
        if (flow != FORWARD) {
            assertThat(back - there).isGreaterThanOrEqualTo(119_000_000);
        }
        assertThat(flow == BACKWARD ? back - there : there - begun)
                .as("the slow direction against the other one")
                .isGreaterThan(flow == FORWARD ? back - there : flow == BACKWARD ? there - begun : 0);
    }

    @Test
    void aNarrowLinkCarriesNoMoreThanItMay() throws IOException {
        Wire.Line line = wire.connect();
        impair(new Impairment.Bandwidth(FORWARD, 100));

        long begun = System.nanoTime();
        assertCarries(line.client(), line.server(), "x".repeat(50_000));

        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(490_000_000);
        assertCarries(line.server(), line.client(), "y".repeat(500_000));
    }

    @Test
    void whatIsSlicedArrivesPieceByPieceAndWhole() throws IOException {
        Wire.Line line = wire.connect();
        impair(new Impairment.Slice(BACKWARD, 10, 5, Duration.ofMillis(5)));
        String text = "0123456789".repeat(20);

        long begun = System.nanoTime();
        assertCarries(line.server(), line.client(), text);

        // at least 14 pieces of 15 bytes at most, and a pause after each but the last
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(13 * 5_000_000L);
        assertCarries(line.client(), line.server(), text);
    }

    @Test
    void aLimitedConnectionDiesAfterExactlySoMuch() throws IOException {
        Wire.Line line = wire.connect();
        Healing healing = impair(new Impairment.LimitData(BACKWARD, 7));

        send(line.server(), "0123456789");
        assertReceives(line.client(), "0123456");
        assertEnds(line.client());
        Wire.Line next = wire.connect();
        assertCarries(next.server(), next.client(), "counted ".substring(0, 6));
        assertCarries(next.client(), next.server(), "the other way is not");
        healing.close();

        assertCarries(next.server(), next.client(), "anew");
    }

    @Test
    void severalAreWrongAtOnceAndEachIsHealedByItself() throws IOException {
        Wire.Line line = wire.connect();
        Healing thereFrozen = impair(new Impairment.Freeze(FORWARD));
        Healing again = impair(new Impairment.Freeze(FORWARD));
        Healing backFrozen = impair(new Impairment.Freeze(BACKWARD));
        send(line.client(), "there");
        send(line.server(), "back");

        backFrozen.close();
        assertReceives(line.client(), "back");
        again.close();
        again.close();
        assertSilent(line.server());
        thereFrozen.close();

        assertReceives(line.server(), "there");
    }

    @Test
    void twoRefusalsAreHealedByTwo() throws IOException {
        Healing one = impair(new Impairment.Refuse());
        Healing other = impair(new Impairment.Refuse());

        one.close();
        one.close();
        wire.assertRefused();
        other.close();

        wire.connect();
    }
}
