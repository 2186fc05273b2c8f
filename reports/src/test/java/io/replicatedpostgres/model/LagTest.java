package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.TimelineHistory.Ancestor;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final NodeRef A = new NodeRef("a");
    private static final NodeRef B = new NodeRef("b");
    private static final TimelineHistory ONE = TimelineHistory.first();
    private static final TimelineHistory TWO =
            new TimelineHistory(new Timeline(2), List.of(new Ancestor(Timeline.FIRST, new Lsn(500))));

    @Test
    void countsFromWhatTheStandbyHasReplayed() {
        Lag lag = lag(at(ONE, 1_000), at(ONE, 900), at(ONE, 400), Duration.ofMillis(70));

        assertThat(lag.notReceived()).isEqualTo(DataSize.bytes(100));
        assertThat(lag.notReplayed()).isEqualTo(DataSize.bytes(600));
        assertThat(lag.time()).contains(Duration.ofMillis(70));
        assertThat(lag.isWithin(DataSize.bytes(600))).isTrue();
        assertThat(lag.isWithin(DataSize.bytes(599))).isFalse();
        assertThat(lag.isWithin(Duration.ofMillis(70))).isTrue();
        assertThat(lag.isWithin(Duration.ofMillis(69))).isFalse();
        assertThat(lag).hasToString("b is 600 bytes and at most 70 ms behind a (0/190 of 0/3E8 on timeline 1)");
    }

    @Test
    void whoHasEverythingIsNotOldHoweverLongNothingWasWritten() {
        Lag lag = lag(at(ONE, 1_000), at(ONE, 1_000), at(ONE, 1_000), Duration.ofHours(1));

        assertThat(lag.size()).isEqualTo(DataSize.bytes(0));
        assertThat(lag.time()).contains(Duration.ZERO);
    }

    @Test
    void whatArrivedSinceThePrimaryWasAskedIsNoNegativeLag() {
        assertThat(lag(at(ONE, 1_000), at(ONE, 1_200), at(ONE, 1_100), null).notReplayed())
                .isEqualTo(DataSize.bytes(0));
    }

    @Test
    void aTimeThatIsNotKnownIsWithinNothing() {
        Lag lag = lag(at(ONE, 1_000), at(ONE, 900), at(ONE, 900), null);

        assertThat(lag.time()).isEmpty();
        assertThat(lag.isWithin(Duration.ofDays(1))).isFalse();
    }

    @Test
    void aStandbyOnTheWayToALaterTimelineIsBehindIt() {
        Lag lag = lag(at(TWO, 1_000), at(ONE, 450), at(ONE, 400), null);

        assertThat(lag.notReplayed()).isEqualTo(DataSize.bytes(600));
        assertThat(lag)
                .hasToString(
                        "b is 600 bytes and a time not known behind a (0/190 on timeline 1 of 0/3E8 on timeline 2)");
    }

    @Test
    void aHigherPositionOnATimelineThatWasLeftIsNoDistance() {
        assertThatThrownBy(() -> lag(at(TWO, 1_000), at(ONE, 900), at(ONE, 900), null))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("cannot be told: it has replayed 0/384 on timeline 1");
    }

    private static WalProgress at(TimelineHistory history, long lsn) {
        return new WalProgress(history, new Lsn(lsn));
    }

    private static Lag lag(WalProgress primary, WalProgress received, WalProgress replayed, @Nullable Duration age) {
        return Lag.of(B, A, primary, received, replayed, age);
    }
}
