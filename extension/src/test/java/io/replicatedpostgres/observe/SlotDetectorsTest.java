package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.SLOT_BLOCKS_SYNCHRONIZATION;
import static io.replicatedpostgres.model.Illusion.SLOT_HOLDS_XMIN;
import static io.replicatedpostgres.model.Illusion.UNUSED_SLOT;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of slots, by looks that are written by hand. */
class SlotDetectorsTest {

    private final Stage stage = new Stage();

    @Test
    void aSlotOfNobody() {
        stage.during(6000, passed -> List.of(primary("node-1", 100 + passed).slot("spare", false, passed, null)));

        assertThat(stage.found()).containsExactly(UNUSED_SLOT);
        assertThat(stage.only().text()).contains("its slot spare", "no node of the cluster streams through it");
    }

    @Test
    void eachSlotIsToldOnce() {
        stage.during(
                9000,
                passed -> List.of(primary("node-1", 100 + passed)
                        .slot("one", false, passed, null)
                        .slot("two", false, passed, null)));

        assertThat(stage.found()).containsExactly(UNUSED_SLOT, UNUSED_SLOT);
    }

    @Test
    void aSlotThatKeepsNoMoreThanBefore() {
        stage.during(20_000, primary("node-1", 100).slot("spare", false, 500, null));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aSlotThatIsUsedNowAndThen() {
        stage.during(
                20_000,
                passed -> List.of(primary("node-1", 100 + passed).slot("spare", passed % 4000 == 0, passed, null)));

        assertThat(stage.found()).isEmpty();
    }

    /** B16: it follows another node. */
    @Test
    void aSlotOfAStandbyThatStreamsFromElsewhere() {
        stage.during(
                6000,
                passed -> List.of(
                        primary("node-1", 100).slot("node_3", false, passed, null),
                        standby("node-3", 100, 100).from("node-2")));

        assertThat(stage.only().text()).contains("node-3 streams from node-2");
    }

    @Test
    void aSlotOfAStandbyThatStreamsThroughAnother() {
        stage.during(
                6000,
                passed -> List.of(
                        primary("node-1", 100).slot("node_2", false, passed, null),
                        standby("node-2", 100, 100).from(Seen.endpointOf("node-1"), null)));

        assertThat(stage.found()).contains(UNUSED_SLOT);
    }

    @Test
    void aSlotOfAStandbyThatTheTestStopped() {
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.during(
                20_000,
                passed -> List.of(
                        primary("node-1", 100 + passed)
                                .slot("node_2", false, passed, 700L)
                                .nextXid(900 + passed),
                        Seen.stopped("node-2")));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aSlotOfAStandbyThatIsCutOff() {
        stage.during(
                20_000,
                passed -> List.of(
                        primary("node-1", 100 + passed).slot("node_2", false, passed, null),
                        standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"))));

        assertThat(stage.found()).isEmpty();
    }

    /** It believes in the stream for longer than its upstream does. */
    @Test
    void aSlotOfAStandbyThatSaysItStreamsFromThere() {
        stage.during(
                20_000,
                passed -> List.of(
                        primary("node-1", 100 + passed).slot("node_2", false, passed, null),
                        standby("node-2", 100, 100).from("node-1")));

        assertThat(stage.found()).doesNotContain(UNUSED_SLOT);
    }

    @Test
    void aSlotMeanwhileAVerbRearranges() {
        stage.detectors.doings().rearranging(true);
        stage.during(20_000, passed -> List.of(primary("node-1", 100).slot("spare", false, passed, null)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aLogicalSlotThatNobodyReads() {
        stage.during(11_000, passed -> List.of(primary("node-1", 100).logical("changes", passed, 50, false, false)));

        assertThat(stage.found()).containsExactly(UNUSED_SLOT);
        assertThat(stage.only().text()).contains("nothing reads it");
    }

    @Test
    void aLogicalSlotThatIsReadByStatements() {
        stage.during(
                30_000,
                passed -> List.of(primary("node-1", 100).logical("changes", passed, passed / 5000, false, false)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aCopyOfAFailoverSlotIsNotRead() {
        stage.during(
                30_000,
                passed -> List.of(standby("node-2", 100, 100)
                        .from("node-1")
                        .feedback()
                        .nextXid(900 + passed)
                        .logical("changes", passed, 50, true, true)));

        assertThat(stage.found()).isEmpty();
    }

    /** A27: the slot of a former standby keeps the xmin that it told. */
    @Test
    void aFormerPrimarysSlotThatHoldsXmin() {
        stage.during(
                6000,
                passed -> List.of(
                        primary("node-2", 100).to("node-1").slot("node_1", true, 0, 700L),
                        standby("node-1", 100, 100)
                                .from("node-2")
                                .feedback()
                                .nextXid(900 + passed)
                                .slot("node_2", false, 500, 700L)));

        assertThat(stage.found()).containsExactly(SLOT_HOLDS_XMIN);
        assertThat(stage.only().text()).contains("keeps xmin 700", "node-2 is a primary", "hot_standby_feedback");
    }

    @Test
    void withoutFeedbackAStandbysSlotHoldsNothing() {
        stage.during(
                9000,
                passed -> List.of(
                        primary("node-2", 100).to("node-1"),
                        standby("node-1", 100, 100)
                                .from("node-2")
                                .nextXid(900 + passed)
                                .slot("node_2", false, 500, 700L)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void noTransactionWaitsForVacuum() {
        stage.during(9000, primary("node-1", 100).slot("spare", false, 500, 700L));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aSlotThatBlocksTheCopyOfAnother() {
        stage.during(
                3000,
                primary("node-2", 100).logical("changes", 0, 50, true, false),
                standby("node-1", 100, 100).syncsSlots().logical("changes", 0, 50, true, false));

        assertThat(stage.found()).containsExactly(SLOT_BLOCKS_SYNCHRONIZATION);
        assertThat(stage.only().node()).isEqualTo(Stage.ONE);
    }

    @Test
    void whatItsLogSaysOfThat() {
        stage.says(
                TWO,
                "ERROR:  exiting from slot synchronization because same name slot \"changes\" already exists on the standby");

        assertThat(stage.only().text()).contains("its slot changes");
    }

    @Test
    void aCopyBlocksNothing() {
        stage.during(
                3000,
                primary("node-2", 100).logical("changes", 0, 50, true, false),
                standby("node-1", 100, 100).syncsSlots().logical("changes", 0, 50, true, true));

        assertThat(stage.found()).isEmpty();
    }
}
