package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {

    private static final List<String> NODES = List.of("node-1", "node-2", "node-11");

    @Test
    void ofAGuaranteeIsItsNameAndOutcome() {
        Reason lost = Reason.of(verdict("no acknowledged write lost", Outcome.FAIL, "3 lost"));

        assertThat(lost)
                .isEqualTo(Reason.of(verdict("no acknowledged write lost", Outcome.FAIL, "7 lost")))
                .isNotEqualTo(Reason.of(verdict("no acknowledged write lost", Outcome.UNKNOWN, "3 lost")))
                .isNotEqualTo(Reason.of(verdict("no write done twice", Outcome.FAIL, "3 lost")));
    }

    @ParameterizedTest
    @CsvSource({
        "'node-2 did not catch up within 30 s: wanted replay ≥ 0/3000060, last saw x', "
                + "'node-11 did not catch up within 30 s: wanted replay ≥ 1/A0F, last saw y after 30.1 s'",
        "'wanted the only primary, but there is none: [node-1 standby]', "
                + "'wanted the only primary, but there is none: [node-1 unresponsive]'",
        "'the nodes did not converge within 30 s: wanted no difference, last saw [a]', "
                + "'the nodes did not converge within 45 s: wanted no difference, last saw [b]'",
        "node-1 has 3 slots, node-2 has 12.5 slots",
        "'lost at 0/16B3748', 'lost at 1/3000060'",
    })
    void whatDiffersFromRunToRunIsLeftOut(String one, String other) {
        assertThat(deadline(one)).isEqualTo(deadline(other));
    }

    @ParameterizedTest
    @CsvSource({
        "'node-2 did not catch up within 30 s: wanted a', 'node-2 did not promote within 30 s: wanted a'",
        "node-1 was not there, node-12 was not there",
        "node-1 was not there, my-node-1 was not there",
    })
    void whatIsSomethingElseStaysSo(String one, String other) {
        assertThat(deadline(one)).isNotEqualTo(deadline(other));
    }

    @Test
    void aKindOfExceptionIsAReasonOfItsOwn() {
        assertThat(Reason.of(new ReplicatedPostgresException("x"), NODES))
                .isNotEqualTo(deadline("x"))
                .isNotEqualTo(Reason.of(new AssertionError("x"), NODES));
    }

    @Test
    void theStateOfAnSqlErrorCounts() {
        assertThat(sql("57P01", "terminating connection"))
                .isEqualTo(sql("57P01", "I/O error"))
                .isNotEqualTo(sql("40001", "terminating connection"));
    }

    @Test
    void anAssertionOfSeveralLinesIsOneReason() {
        assertThat(Reason.of(new AssertionError("\nExpecting actual:\n  5\nto be equal to:\n  7\n"), NODES))
                .hasToString("AssertionError: Expecting actual: <n> to be equal to: <n>");
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(Reason.of(new AssertionError("x".repeat(201)), NODES).words())
                .isEqualTo("AssertionError: " + "x".repeat(200));
        assertThat(Reason.of(new AssertionError("x".repeat(200)), NODES).words())
                .isEqualTo("AssertionError: " + "x".repeat(200));
    }

    @Test
    void whatHasNoMessageHasAReason() {
        assertThat(Reason.of(new IllegalStateException(), NODES)).hasToString("IllegalStateException: null");
    }

    @Test
    void theWeightiestComesFirst() {
        var thrown = new TrialResult.Thrown(new IllegalStateException("x"), "in step 1 of 1", true);
        var result = new TrialResult(
                thrown, List.of(verdict("known", Outcome.UNKNOWN, "?"), verdict("broken", Outcome.FAIL, "!")));

        assertThat(result.reasons(NODES))
                .extracting(Reason::words)
                .containsExactly("broken: FAIL", "IllegalStateException: x", "known: UNKNOWN");
        assertThat(result.toString())
                .startsWith("broken: BROKEN: !\nThe schedule could not be run to its end: in step 1");
        assertThat(new TrialResult(null, List.of()).isFine()).isTrue();
        assertThat(result.isFine()).isFalse();
    }

    private static Reason deadline(String message) {
        return Reason.of(new DeadlineException(message), NODES);
    }

    private static Reason sql(String state, String message) {
        return Reason.of(new SqlException("node-1 refused SELECT 1", state, new SQLException(message)), NODES);
    }

    private static Verdict verdict(String guarantee, Outcome outcome, String reason) {
        return new Verdict(guarantee, outcome, reason, List.of());
    }
}
