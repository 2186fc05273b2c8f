package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.STREAMING_FROM_NOBODY;
import static io.replicatedpostgres.model.Illusion.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.ONE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Illusion;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream on which nothing arrives, or that has no walsender: what is told, and what makes its time begin anew. */
class DeadLinksTest {

    private static final Seen UPSTREAM = primary("node-1", 200).to("node-2");
    private static final Seen STANDBY = standby("node-2", 100, 100).from("node-1");

    private final Stage stage = new Stage();

    @Test
    void itIsToldWhatWasSentAndWhatArrived() {
        stage.during(2200, UPSTREAM, STANDBY);

        assertThat(stage.only().text())
                .isEqualTo(
                        "node-1 says it streams to it and was at 0/C8, but nothing has arrived past 0/64 for 2095 ms");
    }

    @Test
    void aNodeThatDoesNotAnswerTakesNoOtherStreamWithIt() {
        stage.during(2200, UPSTREAM, STANDBY, unresponsive("node-3"));

        assertThat(stage.found()).containsExactly(STREAMING_OVER_A_DEAD_LINK);
    }

    @Test
    void whatHasArrivedIsNotOwed() {
        stage.during(5000, primary("node-1", 100).to("node-2"), STANDBY);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void theTimeBeginsAnewWhenSomethingArrivesOrASideIsNotSeen() {
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(0, UPSTREAM, standby("node-2", 101, 100).from("node-1"));
        stage.during(1500, UPSTREAM, standby("node-2", 101, 101).from("node-1"));
        stage.during(0, UPSTREAM, unresponsive("node-2"));
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(0, unresponsive("node-1"), STANDBY);
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(0, primary("node-1", 200).row("node-2", "catchup", "async", "node_2"), STANDBY);
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(0, primary("node-1", 100).to("node-2"), STANDBY);
        stage.during(1500, UPSTREAM, STANDBY);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aPauseInTheLooksAtOneSideIsNoProof() {
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(1100, UPSTREAM).during(500, UPSTREAM, STANDBY);
        stage.during(1100, STANDBY).during(1500, UPSTREAM, STANDBY);

        assertThat(stage.found()).doesNotContain(STREAMING_OVER_A_DEAD_LINK);
    }

    @Test
    void anotherUpstreamOwesAnew() {
        Seen toBoth = primary("node-3", 200).to("node-2");
        stage.during(1500, UPSTREAM, STANDBY);
        stage.during(1500, toBoth, standby("node-2", 100, 100).from("node-3"));

        assertThat(stage.found()).doesNotContain(STREAMING_OVER_A_DEAD_LINK);
    }

    @Test
    void looksOneSecondApartAreCompared() {
        assertThat(foundByLooksApart(Duration.ofSeconds(1))).contains(STREAMING_OVER_A_DEAD_LINK);
        assertThat(foundByLooksApart(Duration.ofSeconds(1).plusNanos(1))).doesNotContain(STREAMING_OVER_A_DEAD_LINK);
    }

    private static List<Illusion> foundByLooksApart(Duration apart) {
        var each = new Stage();
        long at = 0;
        for (int i = 0; i < 6; i++) {
            each.detectors.take(UPSTREAM.at(at));
            each.detectors.take(STANDBY.at(at));
            at += Seen.LOOK_NANOS + apart.toNanos();
        }
        return each.found();
    }

    @Test
    void aStandbyThatIsSlowedOnPurposeIsLate() {
        stage.detectors.doings().strike(Strike.SLOW, List.of(TWO), false);
        stage.during(5000, UPSTREAM, STANDBY);

        assertThat(stage.found()).isEmpty();
    }

    // ---- streams without a walsender

    @Test
    void itIsToldForHowLongNobodyServes() {
        stage.during(2100, primary("node-1", 100), STANDBY);

        assertThat(stage.only().text())
                .isEqualTo(
                        "its walreceiver says that it streams from node-1, which has had no walsender for it for 2095 ms");
    }

    @Test
    void theTimeBeginsAnewWhenItIsServedOrStreamsNoMoreOrDoesNotAnswer() {
        Seen unserved = primary("node-1", 100);
        stage.during(1500, unserved, STANDBY).during(0, primary("node-1", 100).to("node-2"), STANDBY);
        stage.during(1500, unserved, STANDBY).during(0, unserved, standby("node-2", 100, 100));
        stage.during(1500, unserved, STANDBY).during(0, unserved, unresponsive("node-2"));
        stage.during(1500, unserved, STANDBY).during(0, unresponsive("node-1"));
        stage.during(1500, unserved, STANDBY);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerIsOnlyThatOfItsOwnStandbys() {
        Seen unserved = primary("node-1", 100);
        for (int i = 0; i < 12; i++) {
            stage.during(100, unserved, STANDBY, unresponsive("node-3"));
        }

        assertThat(stage.found()).containsExactly(STREAMING_FROM_NOBODY);
        assertThat(stage.only().node()).isNotEqualTo(ONE);
    }
}
