package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final NodeRef A = new NodeRef("node-1");
    private static final NodeRef B = new NodeRef("node-2");
    private static final Timeline TWO = new Timeline(2);

    private final LaneBuilder lanes = new LaneBuilder();

    @Test
    void seeingTheSameAgainIsOneSpan() {
        lanes.saw(A, 10, Role.STANDBY, Timeline.FIRST);
        lanes.saw(A, 20, Role.STANDBY, Timeline.FIRST);
        lanes.saw(A, 30, Role.STANDBY, null);

        assertThat(lanes.build(40))
                .containsExactly(new Lane(A, List.of(new Span(10, 40, Role.STANDBY, Timeline.FIRST))));
    }

    @Test
    void aNewRoleOrTimelineBeginsANewSpanWithoutAGap() {
        lanes.saw(A, 10, Role.STANDBY, Timeline.FIRST);
        lanes.saw(A, 20, Role.PRIMARY, TWO);
        lanes.saw(A, 30, Role.STOPPED, null);

        assertThat(lanes.build(40).get(0).spans())
                .containsExactly(
                        new Span(10, 20, Role.STANDBY, Timeline.FIRST),
                        new Span(20, 30, Role.PRIMARY, TWO),
                        new Span(30, 40, Role.STOPPED, null));
    }

    @Test
    void aTimelineThatIsLearnedLaterBelongsToTheSpan() {
        lanes.saw(A, 10, Role.PRIMARY, null);
        lanes.saw(A, 20, Role.PRIMARY, TWO);

        assertThat(lanes.build(40).get(0).spans()).containsExactly(new Span(10, 40, Role.PRIMARY, TWO));
    }

    @Test
    void twoPrimariesAreFoundForAsLongAsThereAreTwo() {
        lanes.saw(A, 0, Role.PRIMARY, Timeline.FIRST);
        lanes.saw(B, 0, Role.STANDBY, Timeline.FIRST);
        lanes.saw(B, 100, Role.PRIMARY, TWO);
        lanes.saw(B, 250, Role.STOPPED, null);
        lanes.saw(B, 300, Role.PRIMARY, TWO);

        assertThat(TwoPrimaries.in(lanes.build(400))).containsExactly(new Stretch(100, 250), new Stretch(300, 400));
    }

    @Test
    void aRoleThatIsHandedOverIsNoSplitBrain() {
        lanes.saw(A, 0, Role.PRIMARY, Timeline.FIRST);
        lanes.saw(A, 100, Role.STOPPED, null);
        lanes.saw(B, 100, Role.PRIMARY, TWO);
        lanes.saw(B, 150, Role.PRIMARY, new Timeline(3));

        assertThat(TwoPrimaries.in(lanes.build(400))).isEmpty();
    }
}
