package io.replicatedpostgres.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of two servers is further is asked on one history. */
class WalProgressTest {

    private static final TimelineHistory FIRST = TimelineHistory.first();
    private static final TimelineHistory SECOND = TimelineHistory.parse(new Timeline(2), "1\t0/500\tx");
    private static final TimelineHistory THIRD = TimelineHistory.parse(new Timeline(3), "1\t0/500\tx\n2\t0/700\tx");
    private static final TimelineHistory OTHER_THIRD = TimelineHistory.parse(new Timeline(3), "1\t0/300\tx");

    private static WalProgress at(TimelineHistory history, String lsn) {
        return new WalProgress(history, Lsn.parse(lsn));
    }

    @Test
    void onOneTimelineTheHigherPositionIsFurther() {
        assertThat(at(FIRST, "0/400").has(at(FIRST, "0/400"))).isTrue();
        assertThat(at(FIRST, "0/400").has(at(FIRST, "0/401"))).isFalse();
    }

    @Test
    void aHigherPositionOfAnotherTimelineIsNotFurther() {
        assertThat(at(SECOND, "0/900").has(at(FIRST, "0/600"))).isFalse();
        assertThat(at(SECOND, "0/900").has(at(FIRST, "0/500"))).isTrue();
        assertThat(at(FIRST, "0/900").has(at(SECOND, "0/600"))).isFalse();
        assertThat(at(THIRD, "0/900").has(at(OTHER_THIRD, "0/400"))).isTrue();
    }

    @Test
    void whatWasReceivedOfALaterTimelineBeforeItBeginsLiesOnTheEarlierOne() {
        assertThat(at(SECOND, "0/400").position()).isEqualTo(new WalPosition(Timeline.FIRST, Lsn.parse("0/400")));
        assertThat(at(FIRST, "0/400").has(at(SECOND, "0/400"))).isTrue();
        assertThat(at(SECOND, "0/400").has(at(FIRST, "0/400"))).isTrue();
    }

    @Test
    void twoHaveDivergedWhenBothHaveWalPastTheFork() {
        assertThat(at(FIRST, "0/501").divergedFrom(at(SECOND, "0/600"))).contains(Lsn.parse("0/500"));
        assertThat(at(FIRST, "0/500").divergedFrom(at(SECOND, "0/600"))).isEmpty();
        assertThat(at(FIRST, "0/900").divergedFrom(at(SECOND, "0/500"))).isEmpty();
        assertThat(at(THIRD, "0/900").divergedFrom(at(SECOND, "0/800"))).contains(Lsn.parse("0/700"));
        assertThat(at(THIRD, "0/900").divergedFrom(at(FIRST, "0/800"))).contains(Lsn.parse("0/500"));
        assertThat(at(THIRD, "0/900").divergedFrom(at(OTHER_THIRD, "0/800"))).contains(Lsn.parse("0/300"));
    }

    @Test
    void whatTwoHaveInCommonEndsAtTheForkOrWithTheShorterOne() {
        assertThat(at(FIRST, "0/400").commonWith(at(FIRST, "0/900"))).isEqualTo(Lsn.parse("0/400"));
        assertThat(at(FIRST, "0/900").commonWith(at(SECOND, "0/800"))).isEqualTo(Lsn.parse("0/500"));
        assertThat(at(FIRST, "0/900").commonWith(at(SECOND, "0/450"))).isEqualTo(Lsn.parse("0/450"));
    }

    @Test
    void theLaterTimelineIsFurtherThanAnyPositionOfAnEarlierOne() {
        WalProgress abandoned = at(FIRST, "0/80F888");
        WalProgress promoted = at(SECOND, "0/800");
        WalProgress behind = at(SECOND, "0/700");
        WalProgress notYetThere = at(SECOND, "0/400");

        assertThat(List.of(promoted, abandoned, notYetThere, behind).stream().sorted(WalProgress.BY_HISTORY))
                .containsExactly(notYetThere, abandoned, behind, promoted);
    }

    @Test
    void aStateIsJudgedOnItsOwnHistory() {
        var state = new ServerState(
                new NodeRef("node-3"),
                ServerState.Role.STANDBY,
                new Timeline(2),
                Lsn.parse("0/900"),
                Lsn.parse("0/900"));
        WalPosition abandoned = new WalPosition(Timeline.FIRST, Lsn.parse("0/600"));
        WalPosition common = new WalPosition(Timeline.FIRST, Lsn.parse("0/500"));
        WalPosition own = new WalPosition(new Timeline(2), Lsn.parse("0/900"));

        assertThat(state.hasReplayed(abandoned, SECOND)).isFalse();
        assertThat(state.hasReplayed(common, SECOND)).isTrue();
        assertThat(state.hasReplayed(own, SECOND)).isTrue();
        assertThat(state.hasReplayed(common))
                .as("without a history nothing is known")
                .isFalse();
        assertThat(state.hasReplayed(own)).isTrue();
        assertThat(state.position()).contains(own);
        assertThat(ServerState.stopped(new NodeRef("node-3")).position()).isEmpty();
        assertThat(ServerState.stopped(new NodeRef("node-3")).hasReplayed(own)).isFalse();
    }

    @Test
    void saysItsTimeline() {
        assertThat(at(SECOND, "0/900")).hasToString("0/900 on timeline 2");
    }
}
