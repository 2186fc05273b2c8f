package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimelineHistoryTest {

    private final TimelineHistory first = TimelineHistory.first();
    private final TimelineHistory second =
            TimelineHistory.parse(new Timeline(2), "1\t0/3000060\tno recovery target specified\n");
    private final TimelineHistory third = TimelineHistory.parse(
            new Timeline(3),
            "1\t0/3000060\tno recovery target specified\n\n2\t0/4000000\tno recovery target specified\n");
    private final TimelineHistory otherThird =
            TimelineHistory.parse(new Timeline(3), "1\t0/2000000\tno recovery target specified\n");

    @Test
    void readsAHistoryFile() {
        assertThat(third.left(new Timeline(2))).contains(Lsn.parse("0/4000000"));
        assertThat(third.includes(new Timeline(3))).isTrue();
        assertThat(third.includes(new Timeline(4))).isFalse();
    }

    @Test
    void aPromotedServerForkedWhereItLeftTheOldTimeline() {
        assertThat(first.forkFrom(second)).contains(Lsn.parse("0/3000060"));
        assertThat(third.forkFrom(first)).contains(Lsn.parse("0/3000060"));
    }

    @Test
    void theForkIsTheLastCommonPointNotTheFirst() {
        assertThat(second.forkFrom(third)).contains(Lsn.parse("0/4000000"));
    }

    @Test
    void twoHistoriesThatLeftATimelineAtDifferentPlacesForkAtTheEarlier() {
        assertThat(third.forkFrom(otherThird)).contains(Lsn.parse("0/2000000"));
        assertThat(otherThird.forkFrom(third)).contains(Lsn.parse("0/2000000"));
    }

    @Test
    void onTheSameTimelineNothingIsKnownOfAFork() {
        assertThat(first.forkFrom(first)).isEmpty();
    }

    @Test
    void aPositionLiesOnTheTimelineThatWasCurrentThere() {
        assertThat(third.at(Lsn.parse("0/10"))).isEqualTo(position(1, "0/10"));
        assertThat(third.at(Lsn.parse("0/3000060"))).isEqualTo(position(1, "0/3000060"));
        assertThat(third.at(Lsn.parse("0/3000061"))).isEqualTo(position(2, "0/3000061"));
        assertThat(third.at(Lsn.parse("0/4000000"))).isEqualTo(position(2, "0/4000000"));
        assertThat(third.at(Lsn.parse("0/4000001"))).isEqualTo(position(3, "0/4000001"));
        assertThat(first.at(Lsn.parse("0/4000001"))).isEqualTo(position(1, "0/4000001"));
    }

    @Test
    void includesThePositionsOfATimelineUpToWhereItLeftIt() {
        assertThat(second.includes(position(1, "0/3000060"))).isTrue();
        assertThat(second.includes(position(1, "0/3000061"))).isFalse();
        assertThat(second.includes(position(2, "0/9000000"))).isTrue();
        assertThat(second.includes(position(3, "0/1000000"))).isFalse();
        assertThat(otherThird.includes(position(2, "0/1000000"))).isFalse();
    }

    @Test
    void knowsWhereItCameToATimeline() {
        assertThat(third.began(new Timeline(1))).contains(Lsn.ZERO);
        assertThat(third.began(new Timeline(2))).contains(Lsn.parse("0/3000060"));
        assertThat(third.began(new Timeline(3))).contains(Lsn.parse("0/4000000"));
        assertThat(third.began(new Timeline(4))).isEmpty();
        assertThat(otherThird.began(new Timeline(2))).isEmpty();
    }

    private static WalPosition position(int timeline, String lsn) {
        return new WalPosition(new Timeline(timeline), Lsn.parse(lsn));
    }

    @Test
    void refusesALineThatIsNone() {
        assertThatThrownBy(() -> TimelineHistory.parse(new Timeline(2), "1\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'1'");
    }
}
