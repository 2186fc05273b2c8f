package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import org.junit.jupiter.api.Test;

/** Which loss breaks a promise, and which is only told. */
class LossRuleTest {

    private static final Check PROMISED = Guarantees.noPromisedWriteLost();

    @Test
    void withoutAFailoverOrACrashNothingMayBeLostAtAnyLevel() {
        for (String level : new String[] {"off", "local", "remote_write", "on", "remote_apply"}) {
            var history = workload()
                    .timeline(1)
                    .waitsFor(level, false)
                    .insert(ACKNOWLEDGED)
                    .found(A, true, "");

            assertThat(history.judgedBy(PROMISED).outcome()).as(level).isEqualTo(Outcome.FAIL);
            assertThat(history.judgedBy(PROMISED).reason()).contains("which no failover and no crash explains");
        }
    }

    @Test
    void whatAStandbyConfirmedMayNotBeLostWhateverHappened() {
        var history = workload().timeline(1).waitsFor("on", true).lsn(900).insert(ACKNOWLEDGED);
        fork(fork(fork(history, 1, 800), 2, 1_000), 3, 1_100).found(B, true, "");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.judgedBy(PROMISED).reason()).contains("although a synchronous standby had confirmed them");
    }

    @Test
    void aLevelThatDoesNotWaitForStandbysPromisesNothingInAFailover() {
        var local = workload().timeline(1).waitsFor("local", true).lsn(900).insert(ACKNOWLEDGED);
        var alone = workload().timeline(1).waitsFor("on", false).lsn(900).insert(ACKNOWLEDGED);

        assertThat(fork(local, 1, 800).found(B, true, "").judgedBy(PROMISED).outcome())
                .isEqualTo(Outcome.ALLOWED);
        assertThat(fork(alone, 1, 800).found(B, true, "").judgedBy(PROMISED).reason())
                .isEqualTo("1 acknowledged write lost, as asynchronous replication allows;"
                        + " @Expect(LOST_WRITES) if that is meant");
    }

    @Test
    void whatLiesBeforeTheForkIsNotLostByIt() {
        var history = workload().timeline(1).waitsFor("on", false).lsn(700).insert(ACKNOWLEDGED);
        history.lsn(750).insert(ACKNOWLEDGED);
        fork(history, 1, 800).found(B, true, "1");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void whereTheCommitLiesMayBeOpenAtTheFork() {
        var history = workload().timeline(1).waitsFor("on", false).lsn(700).insert(ACKNOWLEDGED);
        history.lsn(799).insert(ACKNOWLEDGED);
        fork(history, 1, 800).found(B, true, "0");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    @Test
    void onTheTimelineOfTheSurvivorNothingIsExplained() {
        var history = workload();
        fork(history, 1, 800).on(B).timeline(2).waitsFor("on", false).lsn(2_000).insert(ACKNOWLEDGED);
        history.stands(B, true, new Standing(PRIMARY, new Timeline(2), true), "");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aCrashMayLoseWhatDidNotWaitForTheWal() {
        var off = workload().role(A, PRIMARY).timeline(1).waitsFor("off", false).insert(ACKNOWLEDGED);
        var on = workload().role(A, PRIMARY).timeline(1).waitsFor("on", false).insert(ACKNOWLEDGED);

        assertThat(off.role(A, STOPPED).found(A, true, "").judgedBy(PROMISED).reason())
                .startsWith("1 acknowledged write lost, as synchronous_commit = off allows");
        assertThat(on.role(A, STOPPED).found(A, true, "").judgedBy(PROMISED).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aStopInOrderAndACrashMuchLaterLoseNothing() {
        var stopped =
                workload().role(A, PRIMARY).timeline(1).waitsFor("off", false).insert(ACKNOWLEDGED);
        stopped.event(new ActBegan(1, "stop", A, "FAST")).role(A, STOPPED);
        var later =
                workload().role(A, PRIMARY).timeline(1).waitsFor("off", false).insert(ACKNOWLEDGED);
        later.at(40_000).role(A, STOPPED);

        assertThat(stopped.found(A, true, "").judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(later.found(A, true, "").judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void whileTheSettingsAreChangedItIsOpenWhatACommitWaitedFor() {
        var changing = workload().timeline(1).waitsFor("on", true).lsn(900);
        changing.event(new ActBegan(1, "synchronous standbys", A, "none")).insert(ACKNOWLEDGED);
        changing.event(new ActEnded(1, io.replicatedpostgres.journal.Outcome.OK, null));
        fork(changing, 1, 800).found(B, true, "");
        var before = workload().timeline(1).waitsFor("on", true).lsn(900).insert(ACKNOWLEDGED);
        before.at(5).event(new ActBegan(1, "configure", A, "x = 1"));
        fork(before, 1, 800).found(B, true, "");

        assertThat(changing.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
        assertThat(before.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aStandbyThatSaysItHasAllMustHaveIt() {
        var two = new Timeline(1);
        var lacking = workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);
        lacking.stands(A, true, new Standing(PRIMARY, two, true), "0-1")
                .stands(B, false, new Standing(STANDBY, two, true), "0");
        var behind = workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);
        behind.stands(A, true, new Standing(PRIMARY, two, true), "0-1")
                .stands(B, false, new Standing(STANDBY, two, false), "0");
        var both = workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);
        both.stands(A, true, new Standing(PRIMARY, two, true), "0")
                .stands(B, false, new Standing(STANDBY, two, true), "0");

        assertThat(lacking.judgedBy(PROMISED).evidence())
                .singleElement()
                .asString()
                .isEqualTo(
                        "b says that it has replayed all, and lacks 1 acknowledged writes of w that the survivor has: 1");
        assertThat(lacking.judgedBy(Guarantees.noAcknowledgedWriteLost()).outcome())
                .isEqualTo(Outcome.FAIL);
        assertThat(behind.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.PASS);
        assertThat(both.judgedBy(PROMISED).evidence()).hasSize(1);
    }

    @Test
    void aPrimaryThatLostItsOwnWritesIsFoundThoughNoneCounts() {
        var history = workload().timeline(1).waitsFor("on", false).lsn(700).insert(ACKNOWLEDGED);
        fork(history, 1, 800).on(B).timeline(2).lsn(2_000).insert(ACKNOWLEDGED);
        history.stands(A, false, new Standing(PRIMARY, new Timeline(1), true), "0")
                .stands(B, false, new Standing(PRIMARY, new Timeline(2), true), "0");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.judgedBy(PROMISED).evidence())
                .singleElement()
                .asString()
                .startsWith("not on b: w insert 1: client 0");
    }

    @Test
    void whatCouldNotBeReadIsNotKnown() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .event(FinalContents.unread(
                        "w", A, true, new Standing(PRIMARY, Timeline.FIRST, true), "invalid page in block 0"));

        for (Check check : new Check[] {
            PROMISED,
            Guarantees.noAcknowledgedWriteLost(),
            Guarantees.noRejectedWritePresent(),
            Guarantees.noWriteDoneTwice()
        }) {
            assertThat(history.judgedBy(check).outcome()).as(check.guarantee()).isEqualTo(Outcome.UNKNOWN);
        }
        assertThat(history.judgedBy(PROMISED).reason()).contains("could not be read: invalid page in block 0");
    }

    @Test
    void twoTimelinesOfOneNumberAreTwo() {
        var c = new NodeRef("c");
        var history = workload();
        fork(history, 1, 800);
        history.event(new TimelineForked(c, new Timeline(2), Timeline.FIRST, new Lsn(800)));
        history.on(c).timeline(2).waitsFor("on", false).lsn(900).insert(ACKNOWLEDGED);
        history.stands(B, true, new Standing(PRIMARY, new Timeline(2), true), "");

        assertThat(history.judgedBy(PROMISED).outcome()).isEqualTo(Outcome.ALLOWED);
    }

    private static Written fork(Written history, int parent, long at) {
        return history.event(new TimelineForked(B, new Timeline(parent + 1), new Timeline(parent), new Lsn(at)));
    }
}
