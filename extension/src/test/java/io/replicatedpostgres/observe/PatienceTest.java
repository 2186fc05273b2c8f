package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.model.Illusion.ENDED_BY_ITSELF;
import static io.replicatedpostgres.model.Illusion.IDLE_TIMESTAMPS;
import static io.replicatedpostgres.model.Illusion.LIVING_ON_ITS_ARCHIVE;
import static io.replicatedpostgres.model.Illusion.REPLAY_STOPPED;
import static io.replicatedpostgres.model.Illusion.SLOT_BLOCKS_SYNCHRONIZATION;
import static io.replicatedpostgres.model.Illusion.STREAMING_FROM_NOBODY;
import static io.replicatedpostgres.model.Illusion.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.model.Illusion.UNUSED_SLOT;
import static io.replicatedpostgres.model.Illusion.WAITING_FOR_AN_ABSENT_STANDBY;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.stopped;
import static io.replicatedpostgres.observe.Stage.ONE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Illusion;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For how long something must be seen until it is told: not a nanosecond less. */
class PatienceTest {

    private static final String SEGMENT_IS_GONE =
            "FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment 000000010000000000000007 has already been removed";
    private static final String SLOT_IS_GONE =
            "FATAL:  could not start WAL streaming: ERROR:  replication slot \"node_2\" does not exist";

    /** What is seen, by the milliseconds that have passed; and what was before. */
    private record Case(Illusion illusion, Duration patience, LongFunction<List<Seen>> seen, Consumer<Stage> before) {

        Case(Illusion illusion, Duration patience, LongFunction<List<Seen>> seen) {
            this(illusion, patience, seen, stage -> {});
        }

        static Case of(Illusion illusion, long millis, Seen... seen) {
            return new Case(illusion, Duration.ofMillis(millis), passed -> List.of(seen));
        }

        Case after(Consumer<Stage> first) {
            return new Case(illusion, patience, seen, first);
        }

        @Override
        public String toString() {
            return "%s after %s".formatted(illusion, patience);
        }
    }

    static Stream<Case> cases() {
        Seen streams = standby("node-2", 100, 100).from("node-1");
        Seen waits = standby("node-2", 200, 100).startupWaits("RecoveryRetrieveRetryInterval");
        Seen fed = standby("node-2", 100, 100)
                .follows(new Endpoint("link", 5))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        return Stream.of(
                Case.of(STREAMING_OVER_A_DEAD_LINK, 2000, primary("node-1", 200).to("node-2"), streams)
                        .after(stage -> stage.during(0, streams)),
                Case.of(STREAMING_FROM_NOBODY, 2000, primary("node-1", 100), streams),
                Case.of(REPLAY_STOPPED, 2000, standby("node-2", 200, 100)),
                Case.of(REPLAY_STOPPED, 6000, standby("node-2", 200, 100).applyDelay(Duration.ofSeconds(4))),
                Case.of(REPLAY_STOPPED, 7000, waits),
                Case.of(CANNOT_STREAM, 2000, standby("node-2", 100, 100).withoutConninfo()),
                Case.of(CANNOT_STREAM, 2000, standby("node-2", 100, 100))
                        .after(stage -> stage.says(TWO, SEGMENT_IS_GONE)),
                Case.of(LIVING_ON_ITS_ARCHIVE, 5000, fed)
                        .after(stage ->
                                stage.says(TWO, "LOG:  restored log file \"000000010000000000000007\" from archive")),
                Case.of(
                        WAITING_FOR_AN_ABSENT_STANDBY,
                        2000,
                        primary("node-1", 200).waiting(1, "ghost")),
                new Case(
                        UNUSED_SLOT,
                        Duration.ofSeconds(5),
                        passed -> List.of(primary("node-1", 100).slot("spare", false, passed, null))),
                new Case(
                        UNUSED_SLOT,
                        Duration.ofSeconds(10),
                        passed -> List.of(primary("node-1", 100).logical("changes", passed, 50, false, false))),
                Case.of(
                        SLOT_BLOCKS_SYNCHRONIZATION,
                        2000,
                        primary("node-1", 100).logical("changes", 0, 50, true, false),
                        standby("node-2", 100, 100).syncsSlots().logical("changes", 0, 50, true, false)),
                Case.of(ENDED_BY_ITSELF, 300, stopped("node-2")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void atItsEndAndNotBefore(Case one) {
        var stage = new Stage();
        one.before().accept(stage);
        stage.exactly(one.patience().minusNanos(1), one.seen());
        assertThat(stage.found()).doesNotContain(one.illusion());

        var longer = new Stage();
        one.before().accept(longer);
        longer.exactly(one.patience(), one.seen());
        assertThat(longer.found()).contains(one.illusion());
    }

    @Test
    void aTransactionIsOldFromFiveSecondsOn() {
        var young = new Stage();
        young.during(0, primary("node-1", 100), idleFor(Duration.ofSeconds(5).minusNanos(1)));
        var old = new Stage();
        old.during(0, primary("node-1", 100), idleFor(Duration.ofSeconds(5)));

        assertThat(young.found()).isEmpty();
        assertThat(old.found()).containsExactly(IDLE_TIMESTAMPS);
        assertThat(old.only().text())
                .startsWith("its last transaction is 5 s old by pg_last_xact_replay_timestamp()")
                .contains("(node-1) wrote: the primary is idle");
    }

    private static Seen idleFor(Duration time) {
        return standby("node-2", 100, 100).lastTransaction(time);
    }

    @Test
    void aStreamThatIsSaidForASecondIsOne() {
        assertThat(refusedAgainAfterAStreamOf(Duration.ofSeconds(1).minusNanos(1)))
                .containsExactly(CANNOT_STREAM);
        assertThat(refusedAgainAfterAStreamOf(Duration.ofSeconds(1))).isEmpty();
    }

    private static List<Illusion> refusedAgainAfterAStreamOf(Duration time) {
        var stage = new Stage();
        stage.says(TWO, SLOT_IS_GONE).during(1000, standby("node-2", 100, 100).restores());
        stage.exactly(
                time,
                passed -> List.of(
                        primary("node-1", 100).to("node-2"),
                        standby("node-2", 100, 100).from("node-1")));
        return stage.during(1000, standby("node-2", 100, 100).restores())
                .says(TWO, SLOT_IS_GONE)
                .found();
    }

    @Test
    void twoRefusalsAreTwoSecondsApart() {
        var stage = new Stage();
        stage.detectors.take(TWO, line(SLOT_IS_GONE), 0, 1_000);
        stage.detectors.take(TWO, line(SLOT_IS_GONE), 2_000_000_999L, 2_000_001_500L);
        assertThat(stage.found()).isEmpty();

        stage.detectors.take(TWO, line(SLOT_IS_GONE), 2_000_001_000L, 2_000_001_600L);
        assertThat(stage.only().text())
                .contains("has ended again after 2 s with 'replication slot \"node_2\" does not exist'");
    }

    private static String line(String words) {
        return "2026-01-01 00:00:00.000 UTC [1] " + words;
    }

    // ---- what lies too far apart is not compared

    @Test
    void looksOneSecondApartFollowEachOther() {
        assertThat(seenTwiceWithAGapOf(1000, 0)).containsExactly(REPLAY_STOPPED);
        assertThat(seenTwiceWithAGapOf(1000, 1)).isEmpty();
    }

    /** Three looks at a replay that stands still. */
    private static List<Illusion> seenTwiceWithAGapOf(long millis, long nanos) {
        var stage = new Stage();
        Seen still = standby("node-2", 200, 100);
        long at = 0;
        for (int i = 0; i < 4; i++) {
            stage.detectors.take(still.at(at));
            at += Seen.LOOK_NANOS + Duration.ofMillis(millis).toNanos() + nanos;
        }
        return stage.found();
    }

    @Test
    void aLookMayTakeASecond() {
        var fast = new Stage();
        fast.during(
                0,
                primary("node-1", 100).took(1000),
                idleFor(Duration.ofSeconds(9)).took(1000));
        var slow = new Stage();
        slow.during(
                0,
                primary("node-1", 100).took(1000),
                idleFor(Duration.ofSeconds(9)).took(1001));

        assertThat(fast.found()).containsExactly(IDLE_TIMESTAMPS);
        assertThat(slow.found()).isEmpty();
    }

    @Test
    void aLookIsFreshForASecond() {
        assertThat(idleWithALookAtThePrimary(0)).containsExactly(IDLE_TIMESTAMPS);
        assertThat(idleWithALookAtThePrimary(1)).isEmpty();
    }

    private static List<Illusion> idleWithALookAtThePrimary(long nanosMore) {
        var stage = new Stage();
        stage.detectors.take(primary("node-1", 100).at(0));
        stage.detectors.take(idleFor(Duration.ofSeconds(9)).at(Seen.LOOK_NANOS + 1_000_000_000L + nanosMore));
        return stage.found();
    }

    // ---- what the test did

    @Test
    void aNodeIsDisturbedForTenSecondsAfterTheLastDoing() {
        var doings = new Doings();
        long end = Duration.ofSeconds(10).toNanos();
        doings.changed(ONE, 5);

        assertThat(doings.isDisturbed(ONE, end + 4)).isTrue();
        assertThat(doings.isDisturbed(ONE, end + 5)).isFalse();
        assertThat(doings.isDisturbed(TWO, 5)).isFalse();
    }
}
