package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static io.replicatedpostgres.model.ServerState.Role.UNRESPONSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What happened to servers, as far as it explains a loss. */
class CourseTest {

    private static final long MILLI = 1_000_000;

    // ---- settings that decide what a commit waits for

    @Test
    void theSettingsAreOpenFromTheBeginningOfTheirChangeToItsEnd() {
        Course course = changed("synchronous standbys", A, "none");

        assertThat(course.changedTheWait(A, 0, 9 * MILLI)).isFalse();
        assertThat(course.changedTheWait(A, 0, 10 * MILLI)).isTrue();
        assertThat(course.changedTheWait(A, 12 * MILLI, 13 * MILLI)).isTrue();
        assertThat(course.changedTheWait(A, 20 * MILLI, 30 * MILLI)).isTrue();
        assertThat(course.changedTheWait(A, 21 * MILLI, 30 * MILLI)).isFalse();
    }

    @Test
    void aChangeThatIsNotOverGoesOn() {
        var begun = history().at(10).event(new ActBegan(1, "synchronous standbys", A, "none"));
        begun.event(new ActBegan(2, "stop", B, "FAST"));
        Course course = begun.read().course();

        assertThat(course.changedTheWait(A, 0, 9 * MILLI)).isFalse();
        assertThat(course.changedTheWait(A, 500 * MILLI, 501 * MILLI)).isTrue();
        assertThat(course.changedTheWait(B, 500 * MILLI, 501 * MILLI)).isFalse();
    }

    @Test
    void onlyTheSettingsOfTheServerThatWroteCount() {
        Course course = changed("synchronous standbys", A, "none");

        assertThat(course.changedTheWait(B, 12 * MILLI, 13 * MILLI)).isFalse();
        assertThat(course.changedTheWait(null, 12 * MILLI, 13 * MILLI)).isTrue();
        assertThat(changed("configure", null, "synchronous_commit = off").changedTheWait(B, 12 * MILLI, 13 * MILLI))
                .isTrue();
    }

    @Test
    void otherSettingsAndOtherVerbsDoNotCount() {
        assertThat(changed("configure", A, "work_mem = 1MB").changedTheWait(A, 12 * MILLI, 13 * MILLI))
                .isFalse();
        assertThat(changed("stop", A, "synchronous").changedTheWait(A, 12 * MILLI, 13 * MILLI))
                .isFalse();
    }

    private static Course changed(String verb, @Nullable NodeRef node, String detail) {
        return history()
                .at(10)
                .event(new ActBegan(1, verb, node, detail))
                .at(20)
                .event(new ActEnded(1, Outcome.OK, null))
                .read()
                .course();
    }

    // ---- crashes

    @Test
    void aServerThatGoesOutOfOrderCrashes() {
        Course course = history()
                .role(A, PRIMARY)
                .at(20)
                .role(A, STOPPED)
                .at(30)
                .role(A, UNRESPONSIVE)
                .read()
                .course();

        assertThat(course.crashes(A, 0, 19 * MILLI)).isEmpty();
        assertThat(course.crashes(A, 0, 20 * MILLI)).containsExactly(20 * MILLI);
        assertThat(course.crashes(A, 20 * MILLI, 40 * MILLI)).containsExactly(20 * MILLI);
        assertThat(course.crashes(A, 21 * MILLI, 40 * MILLI)).isEmpty();
        assertThat(course.crashes(B, 0, 40 * MILLI)).isEmpty();
    }

    @Test
    void aLookThatFindsNoServerIsACrashTooAndOneThatFindsAStandbyIsNone() {
        Course course = history()
                .sampled(A, PRIMARY)
                .at(20)
                .sampled(A, UNRESPONSIVE)
                .at(25)
                .sampled(A, UNRESPONSIVE)
                .at(30)
                .sampled(A, STANDBY)
                .read()
                .course();

        assertThat(course.crashes(A, 0, 40 * MILLI)).containsExactly(20 * MILLI);
    }

    @Test
    void aStopInOrderIsNoCrashOfThatServer() {
        assertThat(stoppedDuring("stop", A, "FAST")).isEmpty();
        assertThat(stoppedDuring("stop", A, "SMART")).isEmpty();
        assertThat(stoppedDuring("stop", A, "IMMEDIATE")).hasSize(1);
        assertThat(stoppedDuring("stop", B, "FAST")).hasSize(1);
        assertThat(stoppedDuring("kill", A, "FAST")).hasSize(1);
    }

    private static List<Long> stoppedDuring(String verb, NodeRef node, String detail) {
        return history()
                .role(A, PRIMARY)
                .event(new ActBegan(1, verb, node, detail))
                .at(20)
                .role(A, STOPPED)
                .read()
                .course()
                .crashes(A, 0, 40 * MILLI)
                .toList();
    }

    // ---- roles and timelines

    @Test
    void whatANodeBeginsToBeIsSeenAfterOneTimeAndUpToAnother() {
        Course course =
                history().at(10).role(A, STANDBY).at(20).role(A, PRIMARY).read().course();

        assertThat(course.becameBetween(A, PRIMARY, 19 * MILLI, 20 * MILLI)).isTrue();
        assertThat(course.becameBetween(A, PRIMARY, 20 * MILLI, 30 * MILLI)).isFalse();
        assertThat(course.becameBetween(A, STANDBY, 15 * MILLI, 30 * MILLI)).isFalse();
        assertThat(course.becameBetween(B, PRIMARY, 0, 30 * MILLI)).isFalse();
        assertThat(course.roleOf(A, 9 * MILLI)).isEmpty();
        assertThat(course.roleOf(A, 19 * MILLI)).contains(STANDBY);
        assertThat(course.roleOf(A, 20 * MILLI)).contains(PRIMARY);
        assertThat(course.roleOf(B, 20 * MILLI)).isEmpty();
    }

    @Test
    void aTimelineHoldsUntilAnotherOneIsSeen() {
        var seen = history().event(new RoleChanged(A, PRIMARY, new Timeline(2)));
        assertThat(seen.read().course().timelineOf(A)).contains(new Timeline(2));

        seen.role(A, STOPPED);
        assertThat(seen.read().course().timelineOf(A)).contains(new Timeline(2));
        assertThat(seen.read().course().timelineOf(B)).isEmpty();
    }
}
