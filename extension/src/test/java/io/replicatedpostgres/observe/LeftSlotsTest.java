package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.SLOT_HOLDS_XMIN;
import static io.replicatedpostgres.model.Illusion.UNUSED_SLOT;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of a slot that nothing uses: what it keeps, for how long, and why nothing will use it. */
class LeftSlotsTest {

    private final Stage stage = new Stage();

    @Test
    void aSlotThatKeepsWal() {
        assertThat(told(passed -> List.of(primary("node-1", 100).slot("spare", false, 1000 + passed, null))))
                .isEqualTo(
                        "nothing has streamed from its slot spare for 5 s, which keeps 6100 bytes of WAL, more and more:"
                                + " no node of the cluster streams through it. Drop it if it is not needed");
    }

    @Test
    void aSlotThatKeepsRowsOfAPrimary() {
        assertThat(toldOfRows(700L, null))
                .isEqualTo(
                        "its slot spare keeps xmin 700, while transactions have gone on to 6000: vacuum removes no row that"
                                + " is newer. Nothing streams from it: no node of the cluster streams through it. Drop it if it is not"
                                + " needed");
        assertThat(toldOfRows(null, 800L)).startsWith("its slot spare keeps catalog_xmin 800, while");
        assertThat(toldOfRows(700L, 800L)).startsWith("its slot spare keeps xmin 700 and catalog_xmin 800, while");
    }

    private static String toldOfRows(@Nullable Long xmin, @Nullable Long catalogXmin) {
        var each = new Stage();
        each.during(
                5100,
                passed -> List.of(primary("node-1", 100)
                        .holding("spare", xmin, catalogXmin)
                        .nextXid(900 + passed)));
        return each.only().text();
    }

    @Test
    void aSlotOfThisNodeItself() {
        assertThat(told(passed -> List.of(primary("node-1", 100).slot("node_1", false, passed, null))))
                .endsWith(": it is this node's own, which cannot stream from itself. Drop it if it is not needed");
    }

    @Test
    void aSlotOfANodeThatIsAPrimary() {
        assertThat(told(passed -> List.of(
                        primary("node-2", 100), standby("node-1", 100, 100).slot("node_2", false, passed, null))))
                .contains(": node-2 is a primary.");
    }

    @Test
    void aSlotOfAStandbyThatStreamsThroughAnotherOrNone() {
        assertThat(told(passed -> List.of(
                        standby("node-2", 100, 100).from(Seen.endpointOf("node-1"), "other"),
                        primary("node-1", 100)
                                .row("node-2", "streaming", "async", "other")
                                .slot("node_2", false, passed, null))))
                .contains(": node-2 streams through the slot other.");
        var without = new Stage();
        without.during(
                5100,
                passed -> List.of(
                        standby("node-2", 100, 100).from(Seen.endpointOf("node-1"), null),
                        primary("node-1", 100)
                                .row("node-2", "streaming", "async", null)
                                .slot("node_2", false, passed, null)));
        assertThat(without.only().text()).contains(": node-2 streams without a slot.");
    }

    @Test
    void aSlotOfANodeThatTheTestTakesDownWaitsForIt() {
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.during(
                9000,
                passed -> List.of(
                        primary("node-2", 100).onTimeline(2),
                        primary("node-1", 100).slot("node_2", false, passed, null)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void theTimeBeginsAnewWithUseAndWithWhatIsKept() {
        stage.during(4000, passed -> List.of(primary("node-1", 100).slot("spare", false, passed, null)));
        stage.during(0, primary("node-1", 100).slot("spare", true, 4000, null));
        stage.during(4000, passed -> List.of(primary("node-1", 100).slot("spare", false, 4000 + passed, null)));
        stage.during(4000, passed -> List.of(primary("node-1", 100).slot("spare", false, 8000 + passed, 700L)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void whatItKeptBeforeIsForgottenWithTheTime() {
        stage.during(4000, primary("node-1", 100).slot("spare", false, 10, null));
        stage.stall(2000).during(6000, primary("node-1", 100).slot("spare", false, 500, null));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerInTimeSaysNothing() {
        stage.during(
                9000,
                passed -> List.of(primary("node-1", 100)
                        .slot("spare", false, passed, null)
                        .took(1001)));
        stage.during(9000, unresponsive("node-1"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStandbysSlotKeepsRowsOnlyWhileItTellsItsPrimary() {
        stage.during(
                9000,
                passed -> List.of(standby("node-1", 100, 100)
                        .feedback()
                        .nextXid(900 + passed)
                        .holding("spare", 700L, null)));
        assertThat(stage.found()).as("it does not stream").isEmpty();

        stage.during(
                5100,
                passed -> List.of(
                        primary("node-2", 100).to("node-1"),
                        standby("node-1", 100, 100)
                                .from("node-2")
                                .feedback()
                                .nextXid(9900 + passed)
                                .holding("spare", 700L, null)));
        assertThat(stage.found()).containsExactly(SLOT_HOLDS_XMIN);
        assertThat(stage.only().text())
                .contains("hot_standby_feedback tells its primary, where vacuum removes no row that is newer");
    }

    @Test
    void whatKeepsBothIsToldOfBoth() {
        stage.during(
                5100,
                passed -> List.of(primary("node-1", 100)
                        .slot("spare", false, passed, 700L)
                        .nextXid(900 + passed)));

        assertThat(stage.found()).containsExactly(UNUSED_SLOT, SLOT_HOLDS_XMIN);
    }

    private String told(LongFunction<List<Seen>> seen) {
        return stage.during(5100, seen).only().text();
    }
}
