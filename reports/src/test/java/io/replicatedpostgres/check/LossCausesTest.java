package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which crash and which failover explains that a write is lost. */
class LossCausesTest {

    private static final Check PROMISED = Guarantees.noPromisedWriteLost();

    // ---- a crash of a server whose WAL a standby had

    /** A write with synchronous_commit = off, then a crash of its server, and a later write that the heir has. */
    private static Written crashed() {
        return workload()
                .role(A, PRIMARY)
                .timeline(1)
                .waitsFor("off", false)
                .lsn(700)
                .insert(ACKNOWLEDGED)
                .at(5)
                .role(A, STOPPED);
    }

    private static Outcome onTheHeir(Written history, long forkedAtMillis) {
        history.at(forkedAtMillis - 1).lsn(750).insert(ACKNOWLEDGED);
        fork(history.at(forkedAtMillis), B, 2, 800);
        return history.found(B, true, "1").judgedBy(PROMISED).outcome();
    }

    @Test
    void aCrashExplainsALossOnTheHeirIfTheServerCameBackAndWroteSomethingElse() {
        assertThat(onTheHeir(crashed().at(10).role(A, PRIMARY), 20)).isEqualTo(Outcome.ALLOWED);
        assertThat(onTheHeir(crashed().role(A, PRIMARY), 20)).as("at once").isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void aCrashAfterWhichTheServerStayedDownExplainsNothingOnTheHeir() {
        assertThat(onTheHeir(crashed(), 20)).isEqualTo(Outcome.FAIL);
        var later = crashed();
        later.at(19).lsn(750).insert(ACKNOWLEDGED);
        fork(later.at(20), B, 2, 800).at(30).role(A, PRIMARY);
        assertThat(later.found(B, true, "1").judgedBy(PROMISED).outcome())
                .as("it came back when the heir had been promoted")
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aFailoverAtTheMomentOfTheCrashIsTheFirstAfterIt() {
        var history = crashed().at(10).role(A, PRIMARY);

        assertThat(onTheHeir(history, 5)).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aFailoverBeforeTheCrashDoesNotMatter() {
        var history = crashed().at(10).role(A, PRIMARY);
        fork(history.at(2), new NodeRef("c"), 7, 100);

        assertThat(onTheHeir(history, 20)).isEqualTo(Outcome.ALLOWED);
    }

    // ---- a failover that may have taken it

    @Test
    void whatAnotherServerWroteMayBeLostByAFailoverThatNobodySaw() {
        var others = workload().on(B).timeline(1).waitsFor("on", false).insert(ACKNOWLEDGED);
        var own = workload().on(A).timeline(1).waitsFor("on", false).insert(ACKNOWLEDGED);
        var unknown = workload().event(new Operations("w", List.of(ofNobody())));

        assertThat(others.found(A, true, "").judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(own.found(A, true, "").judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(unknown.found(A, true, "").judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
    }

    private static Operation ofNobody() {
        return new Operation(0, Kind.INSERT, 0, 0, 1, ACKNOWLEDGED, 0, 0, null, null, null, null);
    }

    @Test
    void withoutARecordOfTheWaitTheSpecPromisesForOneFailover() {
        var one =
                workload().event(new Expectations(true, List.of())).timeline(1).lsn(900);
        fork(one.insert(ACKNOWLEDGED), B, 2, 800).found(B, true, "");
        var two =
                workload().event(new Expectations(true, List.of())).timeline(1).lsn(900);
        fork(fork(two.insert(ACKNOWLEDGED), B, 2, 800), A, 3, 1_000).found(B, true, "");
        var none =
                workload().event(new Expectations(false, List.of())).timeline(1).lsn(900);
        fork(none.insert(ACKNOWLEDGED), B, 2, 800).found(B, true, "");

        assertThat(one.judgedBy(PROMISED).reason()).contains("although a synchronous standby had confirmed them");
        assertThat(two.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(none.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    // ---- two primaries are left

    @Test
    void ofTwoPrimariesEachMustHaveWhatWasPromisedOnItsOwnTimeline() {
        assertThat(lackedByB(2, true)).singleElement().asString().startsWith("not on b: w insert 0");
        assertThat(lackedByB(1, true)).as("on the other side of the fork").isEmpty();
        assertThat(lackedByB(1, false)).isEmpty();
    }

    private static List<String> lackedByB(int timeline, boolean confirmed) {
        var history = workload();
        fork(history, B, 2, 800).on(timeline == 1 ? A : B).timeline(timeline);
        history.waitsFor("on", confirmed).lsn(900).insert(ACKNOWLEDGED);
        history.stands(A, false, new Standing(PRIMARY, new Timeline(1), true), timeline == 1 ? "0" : "")
                .stands(B, false, new Standing(PRIMARY, new Timeline(2), true), "");
        return history.judgedBy(PROMISED).evidence();
    }

    @Test
    void aStandbyIsComparedWithTheSurvivorOfItsOwnWorkload() {
        var one = new Timeline(1);
        var history = history().event(new WorkloadBegan("other", "inserts", 1, null));
        history.event(new WorkloadBegan("w", "inserts", 1, null));
        history.of("other").insert(ACKNOWLEDGED).event(new Operations("w", List.of(ofNobody())));
        history.of("other").stands(A, true, new Standing(PRIMARY, one, true), "");
        history.of("w").stands(A, true, new Standing(PRIMARY, one, true), "0");
        history.stands(B, false, new Standing(STANDBY, one, true), "");

        assertThat(history.judgedBy(PROMISED).evidence())
                .contains(
                        "b says that it has replayed all, and lacks 1 acknowledged writes of w that the survivor has: 0");
    }

    private static Written fork(Written history, NodeRef node, int timeline, long at) {
        return history.event(
                new TimelineForked(node, new Timeline(timeline), new Timeline(timeline == 2 ? 1 : 2), new Lsn(at)));
    }
}
