package io.replicatedpostgres.observe;

import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.stopped;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import org.junit.jupiter.api.Test;

/** What is told of commits that wait: for whom, and what those do instead. */
class AbsentStandbysTest {

    private final Stage stage = new Stage();

    @Test
    void itIsToldWhatIsWantedAndWhatIsThere() {
        assertThat(told(
                        waits("FIRST 2 (\"node-2\", \"node-3\")"),
                        standby("node-2", 200, 200),
                        standby("node-3", 200, 200)))
                .isEqualTo("1 of its sessions wait for a synchronous standby, for 2 s: synchronous_standby_names ="
                        + " FIRST 2 (\"node-2\", \"node-3\") wants 2, and 0 that it names are there."
                        + " node-2 does not stream; node-3 does not stream");
        assertThat(new Stage()
                        .during(3000, waits("node-2"), standby("node-2", 200, 200))
                        .only()
                        .text())
                .contains("wants 1, and 0 that it names are there. node-2 does not stream");
    }

    @Test
    void ofEachNodeItIsToldWhatItDoes() {
        assertThat(told(waits("FIRST 2 (\"node-2\", \"node-3\")"), unresponsive("node-2"), standby("node-3", 200, 200)))
                .endsWith(". node-2 does not answer; node-3 does not stream");
        assertThat(new Stage()
                        .during(3000, waits("FIRST 2 (*)"), standby("node-2", 200, 200))
                        .only()
                        .text())
                .endsWith(". node-2 does not stream; node-3 was not looked at");
    }

    @Test
    void aPrimaryAndAStandbyOfOthersAreNoCandidates() {
        assertThat(told(
                        waits("FIRST 2 (\"node-2\", \"node-3\")"),
                        primary("node-2", 100).onTimeline(2),
                        standby("node-3", 200, 200).from(new Endpoint("elsewhere", 1), null)))
                .endsWith(". node-2 is a primary; node-3 streams from a server outside the cluster");
    }

    @Test
    void whatEndedByItselfIsNotWaitedFor() {
        stage.during(3000, waits("node-2"), stopped("node-2"));

        assertThat(stage.detectors.found())
                .anySatisfy(seen -> assertThat(seen.text()).endsWith(". node-2 does not run"));
    }

    @Test
    void aNodeThatWaitsForItselfWaitsForNobody() {
        assertThat(told(waits("\"node-1\""))).endsWith("and 0 that it names are there. It names no other node");
    }

    @Test
    void aClientOfThatNameIsNoNodeButItIsThere() {
        assertThat(told(waits("FIRST 2 (App, ghost)").row("app", "streaming", "sync", null)))
                .endsWith("and 1 that it names is there. ghost is no node of the cluster");
    }

    @Test
    void aClientOfAnotherNameIsNotWaitedFor() {
        assertThat(told(waits("ghost").row("app", "streaming", "sync", null))).contains("wants 1, and 0 that it names");
    }

    /** The names were changed and no walsender has heard of it yet, or it is a cascade that names itself so. */
    @Test
    void aStandbyThatStreamsAsynchronouslyIsNotWaitedFor() {
        assertThat(told(waits("\"node-2\"").row("node-2", "streaming", "async", null), standby("node-2", 200, 200)))
                .endsWith("and 0 that it names are there. It names no other node");
    }

    @Test
    void theTimeBeginsAnewWithOtherNamesAndWithOtherRoles() {
        stage.during(1500, waits("ghost")).during(1500, waits("spirit"));
        stage.during(1500, waits("ghost")).during(0, standby("node-1", 200, 200));
        stage.during(1500, waits("ghost")).during(0, primary("node-1", 200).waiting(0, "ghost"));
        stage.during(1500, waits("ghost")).during(0, waits("ghost").took(1001));
        stage.during(1500, waits("ghost"));
        stage.during(0, waits("ghost").row("ghost", "streaming", "sync", null));
        stage.during(1500, waits("ghost"));

        assertThat(stage.found()).isEmpty();
    }

    private String told(Seen... seen) {
        return stage.during(2500, seen).only().text();
    }

    private static Seen waits(String names) {
        return primary("node-1", 200).waiting(1, names);
    }
}
