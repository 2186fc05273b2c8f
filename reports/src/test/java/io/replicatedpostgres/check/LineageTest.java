package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Lineage.Place;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On which side of a fork a write lies. */
class LineageTest {

    private static final NodeRef C = new NodeRef("c");

    @Test
    void withoutATimelineNothingIsKnown() {
        assertThat(places(workload().timeline(1).insert(ACKNOWLEDGED), A, 0)).containsExactly(Place.OPEN);
        assertThat(places(workload().insert(ACKNOWLEDGED), A, 1)).containsExactly(Place.OPEN);
    }

    @Test
    void onItsOwnTimelineAWriteIsWithin() {
        assertThat(places(workload().timeline(1).insert(ACKNOWLEDGED), A, 1)).containsExactly(Place.WITHIN);
    }

    @Test
    void fromTheForkOnAWriteLiesBeyond() {
        var history = workload().timeline(1).lsn(799).insert(ACKNOWLEDGED);
        history.lsn(800).insert(ACKNOWLEDGED).lsn(900).insert(ACKNOWLEDGED);
        fork(history, B, 2, 1, 800);

        assertThat(places(history, B, 2).subList(1, 3)).containsOnly(Place.BEYOND);
    }

    @Test
    void aWriteBeforeTheForkIsWithinIfALaterOneLiesThereToo() {
        var alone = fork(workload().timeline(1).lsn(700).insert(ACKNOWLEDGED), B, 2, 1, 800);
        var proven =
                workload().timeline(1).lsn(700).insert(ACKNOWLEDGED).lsn(800).insert(ACKNOWLEDGED);
        fork(proven, B, 2, 1, 800);
        var notProven =
                workload().timeline(1).lsn(700).insert(ACKNOWLEDGED).lsn(801).insert(ACKNOWLEDGED);
        fork(notProven, B, 2, 1, 800);

        assertThat(places(alone, B, 2)).containsExactly(Place.OPEN);
        assertThat(places(proven, B, 2)).containsExactly(Place.WITHIN, Place.BEYOND);
        assertThat(places(notProven, B, 2)).containsExactly(Place.OPEN, Place.BEYOND);
    }

    @Test
    void whoseWriteHasNoPositionIsOpenBeforeAFork() {
        var history = workload().event(new Operations("w", List.of(withoutPosition(new Timeline(1)))));
        fork(history, B, 2, 1, 800);

        assertThat(places(history, B, 2)).containsExactly(Place.OPEN);
    }

    @Test
    void aTimelineOfOthersLiesBeyondIfItsOpeningWasSeen() {
        var history = workload().timeline(3).insert(ACKNOWLEDGED).timeline(5).insert(ACKNOWLEDGED);
        fork(history, B, 2, 1, 800);
        fork(history, C, 3, 1, 700);

        assertThat(places(history, B, 2)).containsExactly(Place.BEYOND, Place.OPEN);
    }

    @Test
    void eachForkOnTheWayCounts() {
        var history = workload().timeline(1).lsn(850).insert(ACKNOWLEDGED);
        history.timeline(2).lsn(900).insert(ACKNOWLEDGED).lsn(1_100).insert(ACKNOWLEDGED);
        fork(fork(history, B, 2, 1, 800), B, 3, 2, 1_000);

        assertThat(places(history, B, 3)).containsExactly(Place.BEYOND, Place.OPEN, Place.BEYOND);
    }

    @Test
    void ofTwoForksToOneNumberEachNodeHasItsOwn() {
        var history =
                workload().timeline(1).lsn(700).insert(ACKNOWLEDGED).lsn(850).insert(ACKNOWLEDGED);
        fork(fork(history, B, 2, 1, 800), C, 2, 1, 600);

        assertThat(places(history, B, 2)).containsExactly(Place.OPEN, Place.BEYOND);
        assertThat(places(history, C, 2)).containsExactly(Place.BEYOND, Place.BEYOND);
        assertThat(places(history, A, 2)).as("the first that was seen").containsExactly(Place.OPEN, Place.BEYOND);
    }

    @Test
    void whatTheOtherOneWroteOnATimelineOfTheSameNumberLiesBeyond() {
        var history = workload().timeline(2);
        history.on(B).insert(ACKNOWLEDGED).on(C).insert(ACKNOWLEDGED).on(A).insert(ACKNOWLEDGED);
        fork(fork(history, B, 2, 1, 800), C, 2, 1, 600);

        assertThat(places(history, B, 2)).containsExactly(Place.WITHIN, Place.BEYOND, Place.WITHIN);
        assertThat(places(history, C, 2)).containsExactly(Place.BEYOND, Place.WITHIN, Place.WITHIN);
    }

    @Test
    void withoutARecordAWriteIsOnTheLastTimelineThatItsServerHadOpened() {
        var history = workload().on(B).at(8).lsn(850).insert(ACKNOWLEDGED);
        fork(history.at(10), B, 2, 1, 800);
        history.at(9).insert(ACKNOWLEDGED).on(A).at(50).insert(ACKNOWLEDGED);
        fork(history.at(20), B, 3, 2, 900);
        history.on(B).at(30).insert(ACKNOWLEDGED);

        assertThat(places(history, B, 3))
                .as("on 1, on 2 from the fork on, on 1, on 3")
                .containsExactly(Place.BEYOND, Place.OPEN, Place.BEYOND, Place.WITHIN);
    }

    @Test
    void theTimelineThatANodeWasLastSeenOnIsItsOwn() {
        var history = fork(workload().timeline(2).on(B).insert(ACKNOWLEDGED), B, 2, 1, 800);
        History read = history.read();
        Work work = read.works().iterator().next();
        Lineage lineage = Lineage.of(read, work, B, null);

        assertThat(work.operations().map(lineage::of)).containsExactly(Place.WITHIN);
    }

    private static Operation withoutPosition(Timeline timeline) {
        return new Operation(0, Kind.INSERT, 0, 0, 1, ACKNOWLEDGED, 0, 0, A, null, 700L, null, timeline, null);
    }

    private static Written fork(Written history, NodeRef node, int timeline, int parent, long at) {
        return history.event(new TimelineForked(node, new Timeline(timeline), new Timeline(parent), new Lsn(at)));
    }

    private static List<Place> places(Written history, NodeRef node, int timeline) {
        Lineage lineage = lineage(history, node, timeline);
        return history.read()
                .works()
                .iterator()
                .next()
                .operations()
                .map(lineage::of)
                .toList();
    }

    /** Of a node that was on this timeline when it was read; 0 if it was not read. */
    private static Lineage lineage(Written history, NodeRef node, int timeline) {
        History read = history.read();
        Standing standing = timeline == 0 ? null : new Standing(PRIMARY, new Timeline(timeline), true);
        return Lineage.of(read, read.works().iterator().next(), node, standing);
    }
}
