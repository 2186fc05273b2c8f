package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.convergedWithin;
import static io.replicatedpostgres.check.Guarantees.recoveredWithin;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeChecksTest {

    private static final Check RECOVERED = recoveredWithin(Duration.ofMillis(100));
    private static final Check CONVERGED = convergedWithin(Duration.ofMillis(100));

    @Test
    void anOutageIsFromTheLastAcknowledgementToTheNextOne() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .state("08006")
                .insert(UNKNOWN)
                .insert(REJECTED)
                .state(null)
                .insert(UNKNOWN)
                .at(100)
                .insert(ACKNOWLEDGED);

        Work work = history.read().works().iterator().next();

        assertThat(Outage.ofClients(work))
                .containsExactly(
                        new Outage(0, 1_000_000, true, Map.of()),
                        new Outage(1_000_000, 101_000_000, true, Map.of("08006", 2, "none", 1)));
        assertThat(Outage.ofClients(work).get(1))
                .hasToString("0.100 s from 0.001 s to 0.101 s, SQLSTATE {08006=2, none=1}");
    }

    @Test
    void recoversInTime() {
        var history =
                workload().insert(ACKNOWLEDGED).at(100).insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.judgedBy(RECOVERED).reason()).contains("0.100 s from 0.001 s to 0.101 s");
    }

    @Test
    void recoversTooLate() {
        var history = workload().insert(ACKNOWLEDGED).at(101).insert(ACKNOWLEDGED);

        Verdict verdict = history.judgedBy(RECOVERED);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.guarantee()).isEqualTo("writes recovered within 100 ms");
        assertThat(verdict.evidence()).containsExactly("w: 0.101 s from 0.001 s to 0.102 s");
    }

    @Test
    void neverRecovers() {
        var history = workload().insert(ACKNOWLEDGED).at(200).insert(REJECTED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history.judgedBy(RECOVERED).evidence())
                .containsExactly("w: 0.200 s from 0.001 s to 0.201 s, not over, SQLSTATE {none=1}");
    }

    @Test
    void whatIsKnownDecidesWhenTheClientsStopWhileTheyWait() {
        var history =
                workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED).at(50).insert(REJECTED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.judgedBy(RECOVERED).reason()).endsWith("not over, SQLSTATE {none=1}");
        assertThat(workload().insert(ACKNOWLEDGED).judgedBy(RECOVERED).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void withoutAnyAcknowledgementTheTimeCountsFromTheFirstRequest() {
        var soon = workload().at(10).insert(REJECTED);
        var late = workload().at(10).insert(REJECTED).at(150).insert(REJECTED);
        var first = workload().at(10).insert(REJECTED).at(150).insert(ACKNOWLEDGED);
        var silent = workload().at(10).takes(200).insert(ACKNOWLEDGED);

        assertThat(soon.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(late.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(first.judgedBy(RECOVERED).evidence())
                .containsExactly("w: 0.141 s from 0.010 s to 0.151 s, SQLSTATE {none=1}");
        assertThat(silent.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(workload().judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void silenceAtTheEndCountsUntilTheClientsStopped() {
        var silent = workload().insert(ACKNOWLEDGED).at(60_000).event(new WorkloadEnded("w", Map.of()));
        var done = workload().insert(ACKNOWLEDGED).at(60_000).event(new WorkloadEnded("w", Map.of(), 2_000_000L));

        assertThat(silent.judgedBy(RECOVERED).evidence())
                .containsExactly("w: 59.999 s from 0.001 s to 60.000 s, not over");
        assertThat(done.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void silenceUntilTheRecordEndsIsNotKnownIfTheClientsMayWorkStill() {
        var cutOff = workload().insert(ACKNOWLEDGED).at(60_000).role(A, STOPPED);
        var soon = workload().insert(ACKNOWLEDGED).at(100).role(A, STOPPED);

        assertThat(cutOff.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(cutOff.judgedBy(RECOVERED).reason())
                .isEqualTo(
                        "the record ends 59.999 s after the last answer to w, and does not say when its clients stopped");
        assertThat(soon.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void theLongestTimeOfAllWorkloadsIsTold() {
        var history = workload().insert(ACKNOWLEDGED).at(50).insert(ACKNOWLEDGED);
        history.event(new WorkloadBegan("other", "inserts", 1, null)).of("other");
        history.at(0).insert(ACKNOWLEDGED).at(70).insert(ACKNOWLEDGED).at(80).insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(RECOVERED).reason())
                .isEqualTo("the longest time without was 0.070 s from 0.001 s to 0.071 s");
    }

    @Test
    void oneWorkloadThatGotNothingIsNotHiddenByAnother() {
        var history = workload().insert(ACKNOWLEDGED);
        history.event(new WorkloadBegan("other", "inserts", 1, null))
                .of("other")
                .insert(REJECTED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(RECOVERED).reason()).contains("no write of other was acknowledged");
    }

    @Test
    void serversWithoutAPrimaryAtTheEndAreToldToo() {
        var history = workload().role(A, PRIMARY).at(10).role(A, STOPPED).at(30);

        assertThat(Outage.ofServers(
                        history.event(new WorkloadEnded("w", Map.of())).read()))
                .containsExactly(new Outage(10_000_000, 30_000_000, false, Map.of()));
    }

    @Test
    void readsAreNoRecovery() {
        var history = workload().insert(ACKNOWLEDGED).at(60).read(1, 1).at(120).insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void serversAreWithoutAPrimaryBetweenReigns() {
        var history = history()
                .role(A, PRIMARY)
                .role(B, STANDBY)
                .at(10)
                .role(A, STOPPED)
                .at(30)
                .role(B, PRIMARY)
                .at(40)
                .role(A, PRIMARY)
                .at(50)
                .role(B, STOPPED)
                .at(60)
                .role(A, STANDBY);

        assertThat(Outage.ofServers(history.read())).extracting(Outage::length).containsExactly(Duration.ofMillis(20));
        assertThat(Outage.ofServers(history().read())).isEmpty();
    }

    @Test
    void aLookThatComesLateIsNotBelievedTheSecondOneIs() {
        var late = history()
                .role(A, PRIMARY)
                .at(5)
                .sampled(A, STANDBY)
                .at(9)
                .sampled(A, PRIMARY)
                .at(10)
                .role(A, STOPPED);
        var really = history()
                .role(A, PRIMARY)
                .at(5)
                .sampled(A, STANDBY)
                .at(9)
                .sampled(A, STANDBY)
                .at(10)
                .role(A, STOPPED);
        var doubtedOnce =
                history().role(A, PRIMARY).at(5).sampled(A, STANDBY).at(6).sampled(A, PRIMARY);

        assertThat(late.read().primaryPeriods()).containsExactly(new PrimaryPeriod(A, 0, 10_000_000));
        assertThat(really.read().primaryPeriods()).containsExactly(new PrimaryPeriod(A, 0, 5_000_000));
        assertThat(doubtedOnce
                        .at(7)
                        .sampled(A, STANDBY)
                        .at(8)
                        .sampled(A, PRIMARY)
                        .read()
                        .primaryPeriods())
                .containsExactly(new PrimaryPeriod(A, 0, 8_000_000));
    }

    @Test
    void convergesInTime() {
        assertThat(history().converged(100).judgedBy(CONVERGED).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history().converged(100).judgedBy(CONVERGED).reason()).isEqualTo("[a, b] were equal after 100 ms");
    }

    @Test
    void convergesTooLateOrNever() {
        Verdict never = history().converged(5, "t differs").judgedBy(CONVERGED);

        assertThat(history().converged(101).judgedBy(CONVERGED).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(never.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(never.evidence()).isEqualTo(List.of("t differs"));
    }

    @Test
    void theLastComparisonCounts() {
        assertThat(history()
                        .converged(5, "t differs")
                        .converged(5)
                        .judgedBy(CONVERGED)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(history().judgedBy(CONVERGED).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
