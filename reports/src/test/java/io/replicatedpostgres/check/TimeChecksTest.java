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
                .containsExactly(new Outage(1_000_000, 101_000_000, true, Map.of("08006", 2, "none", 1)));
        assertThat(Outage.ofClients(work).get(0))
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
    void whoStopsWhileWaitingDoesNotKnow() {
        var history =
                workload().insert(ACKNOWLEDGED).insert(ACKNOWLEDGED).at(50).insert(REJECTED);

        assertThat(history.judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(workload().insert(ACKNOWLEDGED).judgedBy(RECOVERED).outcome())
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(workload().insert(REJECTED).judgedBy(RECOVERED).outcome()).isEqualTo(Outcome.UNKNOWN);
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

        assertThat(late.read().reigns()).containsExactly(new Reign(A, 0, 10_000_000));
        assertThat(really.read().reigns()).containsExactly(new Reign(A, 0, 5_000_000));
        assertThat(doubtedOnce
                        .at(7)
                        .sampled(A, STANDBY)
                        .at(8)
                        .sampled(A, PRIMARY)
                        .read()
                        .reigns())
                .containsExactly(new Reign(A, 0, 8_000_000));
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
