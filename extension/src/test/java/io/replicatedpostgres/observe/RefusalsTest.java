package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which refusals belong together, and what a moment of streaming between them means. */
class RefusalsTest {

    private static final String OTHER_SYSTEM =
            "FATAL:  database system identifier differs between the primary and standby";
    private static final String SLOT_IS_GONE =
            "FATAL:  could not start WAL streaming: ERROR:  replication slot \"node_2\" does not exist";
    private static final String NO_ANSWER =
            "FATAL:  could not connect to the primary server: connection to server at \"link\" failed";

    private final Stage stage = new Stage();
    private final Seen refused = standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"));
    private final Seen streams = standby("node-2", 100, 100).from("node-1");

    @Test
    void theTimeOfAReasonBeginsAnewWithAMomentOfStreaming() {
        stage.says(TWO, OTHER_SYSTEM).during(1500, refused).during(0, streams).during(1500, refused);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void momentsOfStreamingAreNoStream() {
        stage.says(TWO, SLOT_IS_GONE);
        Seen restores = standby("node-2", 100, 100).restores();
        for (int i = 0; i < 5; i++) {
            stage.during(500, streams).during(0, restores);
        }
        stage.says(TWO, SLOT_IS_GONE);

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
    }

    @Test
    void aSlotThatIsInUseMayBeFreeSoon() {
        assertThat(Refusal.in(
                        "FATAL:  could not start WAL streaming: ERROR:  replication slot \"a\" is active for PID 7"))
                .contains(new Refusal(Refusal.Kind.UNREACHABLE, "replication slot \"a\" is active for PID 7"));
    }

    @Test
    void anUpstreamThatAnswersTheObserverAndNotItsStandbyIsTold() {
        stage.during(1000, primary("node-1", 100), refused).says(TWO, NO_ANSWER);
        stage.during(3000, primary("node-1", 100), refused).says(TWO, NO_ANSWER);

        assertThat(stage.only().text())
                .isEqualTo("runs, and cannot stream from its upstream: its walreceiver has ended again after 3 s with"
                        + " 'connection to server at \"link\" failed'");
    }
}
