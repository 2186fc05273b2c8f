package io.replicatedpostgres.observe;

import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.stopped;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.ONE;
import static io.replicatedpostgres.observe.Stage.THREE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known of a cluster at a moment, and of what the test does to it. */
class PictureTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Doings doings = new Doings();
    private final Picture picture = new Picture(doings);

    @Test
    void theOnlyPrimaryIsTheOneThatAnswers() {
        assertThat(picture.onlyPrimary(0)).isEmpty();
        picture.put(primary("node-1", 100).at(0));
        picture.put(standby("node-2", 100, 100).at(0));
        assertThat(picture.onlyPrimary(0)).map(Look::node).contains(ONE);
        assertThat(picture.onlyPrimary(9 * SECOND)).as("it was not looked at").isEmpty();

        picture.put(primary("node-3", 100).at(0));
        assertThat(picture.onlyPrimary(0)).as("two of them").isEmpty();
    }

    @Test
    void whomAStandbyFollowsIsSaidByItsSettingsOrByTheHarness() {
        picture.know(TWO, ties(THREE, null));
        Look byItsSettings =
                standby("node-2", 1, 1).follows(Seen.endpointOf("node-1")).at(0);
        Look elsewhere = standby("node-2", 1, 1).follows(new Endpoint("far", 9)).at(0);

        assertThat(picture.upstreamByItsSettings(byItsSettings)).contains(ONE);
        assertThat(picture.upstreamOf(byItsSettings)).contains(ONE);
        assertThat(picture.upstreamByItsSettings(elsewhere)).isEmpty();
        assertThat(picture.upstreamOf(elsewhere)).contains(THREE);
    }

    @Test
    void aSlotBelongsToWhoeverNamesIt() {
        picture.know(ONE, ties(null, "told"));
        picture.put(standby("node-2", 1, 1).usesSlot("set").at(0));

        assertThat(picture.ownerOf("told")).contains(ONE);
        assertThat(picture.ownerOf("set")).contains(TWO);
        assertThat(picture.ownerOf("node_2")).contains(TWO);
        assertThat(picture.ownerOf("spare")).isEmpty();
    }

    @Test
    void aWalsenderIsThatOfAStandbyIfItsSlotIsToo() {
        picture.know(TWO, ties(null, null));
        Look streams = standby("node-2", 1, 1).from("node-1").at(0);
        Look connects = standby("node-2", 1, 1).usesSlot("set").at(0);
        Look withoutASlot = standby("node-2", 1, 1).at(0);

        assertThat(picture.isServedBy(streams, ONE, row("node-2", "node_2"))).isTrue();
        assertThat(picture.isServedBy(streams, ONE, row("node-2", "set"))).isFalse();
        assertThat(picture.isServedBy(streams, THREE, row("node-2", "node_2")))
                .as("it is connected to another server")
                .isFalse();
        assertThat(picture.isServedBy(connects, ONE, row("node-2", "set"))).isTrue();
        assertThat(picture.isServedBy(connects, ONE, row("node-2", null))).isFalse();
        assertThat(picture.isServedBy(withoutASlot, ONE, row("node-2", null))).isTrue();
        assertThat(picture.isServedBy(withoutASlot, ONE, row("node-2", "")))
                .as("an empty setting is no slot")
                .isFalse();
        assertThat(picture.isServedBy(unresponsive("node-2").at(0), ONE, row("node-2", null)))
                .isTrue();
    }

    @Test
    void aNodeIsOutOfSightIfItDoesNotAnswerOrTheTestDisturbsIt() {
        picture.put(standby("node-1", 1, 1).at(0));
        picture.put(unresponsive("node-2").at(0));

        assertThat(picture.isOutOfSight(ONE, SECOND)).isFalse();
        assertThat(picture.isOutOfSight(ONE, 2 * SECOND)).isTrue();
        assertThat(picture.isOutOfSight(TWO, 0)).isTrue();
        assertThat(picture.isOutOfSight(THREE, 0)).isTrue();
        doings.changed(ONE, 0);
        assertThat(picture.isOutOfSight(ONE, SECOND)).isTrue();
    }

    @Test
    void aNodeHasEndedIfNoProcessIsLeftAndTheTestHasNotDoneIt() {
        picture.put(stopped("node-1").at(0));
        picture.put(unresponsive("node-2").at(0));

        assertThat(picture.hasEnded(ONE, 0)).isTrue();
        assertThat(picture.hasEnded(ONE, 2 * SECOND))
                .as("it was not looked at since")
                .isFalse();
        assertThat(picture.hasEnded(TWO, 0)).isFalse();
        assertThat(picture.hasEnded(THREE, 0)).isFalse();
        doings.down(ONE, 0);
        assertThat(picture.hasEnded(ONE, 0)).isFalse();
    }

    @Test
    void aNodeThatIsForgottenIsNone() {
        picture.know(ONE, ties(null, "told"));
        picture.put(primary("node-1", 1).at(0));
        assertThat(picture.nodes()).containsExactly(ONE);
        assertThat(picture.named("node-1")).contains(ONE);
        assertThat(picture.named("node-2")).isEmpty();
        assertThat(picture.looks()).hasSize(1);

        picture.forget(ONE);

        assertThat(picture.nodes()).isEmpty();
        assertThat(picture.last(ONE)).isEmpty();
        assertThat(picture.tiesOf(ONE).slot()).isEmpty();
        assertThat(picture.tiesOf(ONE).upstream()).isEmpty();
        assertThat(picture.tiesOf(ONE).at(Seen.endpointOf("node-1"))).isEmpty();
    }

    // ---- what the test does

    @Test
    void aStrikeThatTheNextStartMendsIsMendedForThatNodeAlone() {
        doings.strike(Strike.SERVER, List.of(ONE), true);
        doings.strike(Strike.SERVER, List.of(ONE), true);
        doings.strike(Strike.SERVER, List.of(TWO), true);
        doings.strike(Strike.SLOW, List.of(ONE), false);
        doings.up(ONE, 0);

        assertThat(doings.mayEnd(ONE)).isFalse();
        assertThat(doings.mayEnd(TWO)).isTrue();
        assertThat(doings.isSlowed(ONE)).isTrue();
        assertThat(doings.isSlowed(TWO)).isFalse();
    }

    @Test
    void whatIsMendedIsTheStrikeThatItWas() {
        Doings.Mended first = doings.strike(Strike.SERVER, List.of(ONE), false);
        Doings.Mended second = doings.strike(Strike.SERVER, List.of(TWO), false);
        first.at(7 * SECOND);

        assertThat(doings.mayEnd(ONE)).isFalse();
        assertThat(doings.mayEnd(TWO)).isTrue();
        assertThat(doings.isDisturbed(ONE, 16 * SECOND)).as("it recovers").isTrue();
        assertThat(doings.isDisturbed(ONE, 17 * SECOND)).isFalse();
        assertThat(doings.isDisturbed(TWO, 99 * SECOND)).isTrue();
        second.at(0);
        assertThat(doings.mayEnd(TWO)).isFalse();
    }

    @Test
    void whoIsTakenDownIsDisturbedUntilItIsUp() {
        doings.down(ONE, 0);
        assertThat(doings.isTakenDown(ONE)).isTrue();
        assertThat(doings.isTakenDown(TWO)).isFalse();
        assertThat(doings.mayEnd(ONE)).isTrue();
        assertThat(doings.isDisturbed(ONE, 99 * SECOND)).isTrue();

        doings.up(ONE, 99 * SECOND);
        assertThat(doings.isTakenDown(ONE)).isFalse();
        assertThat(doings.isDisturbed(ONE, 108 * SECOND)).isTrue();
        assertThat(doings.isDisturbed(ONE, 109 * SECOND)).isFalse();

        doings.down(ONE, 0);
        doings.forget(ONE);
        assertThat(doings.isDisturbed(ONE, 0)).isFalse();
    }

    @Test
    void verbsThatRearrangeAreCounted() {
        assertThat(doings.isRearranging()).isFalse();
        doings.rearranging(true);
        doings.rearranging(true);
        doings.rearranging(false);
        assertThat(doings.isRearranging()).isTrue();
        doings.rearranging(false);
        assertThat(doings.isRearranging()).isFalse();
    }

    private static StandbyState row(String name, @Nullable String slot) {
        return new StandbyState(name, "streaming", null, null, null, null, "async", null, slot);
    }

    private static Ties ties(@Nullable NodeRef upstream, @Nullable String slot) {
        return new Ties() {
            @Override
            public Optional<NodeRef> upstream() {
                return Optional.ofNullable(upstream);
            }

            @Override
            public Optional<String> slot() {
                return Optional.ofNullable(slot);
            }

            @Override
            public Optional<NodeRef> at(Endpoint endpoint) {
                return List.of(ONE, TWO, THREE).stream()
                        .filter(node -> Seen.endpointOf(node.name()).equals(endpoint))
                        .findFirst();
            }
        };
    }
}
