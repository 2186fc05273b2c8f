package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** Which answers to a COMMIT say for certain that nothing was committed. */
class AbortTest {

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01", "53100", "57014", "25006", "42704"})
    void whatPostgresAbortsWithIsCertain(String state) {
        assertThat(Abort.isCertain(saidByPostgres(state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57P01", "XX000", "08006", "42P01", "58030"})
    void otherErrorsOfPostgresAreNot(String state) {
        assertThat(Abort.isCertain(saidByPostgres(state))).isFalse();
    }

    @Test
    void theSameStateOfAPoolerOrAProxyIsNot() {
        assertThat(Abort.isCertain(said("40001", ""))).isFalse();
        assertThat(Abort.isCertain(new SQLException("no server", "40001"))).isFalse();
        assertThat(Abort.isCertain(new PSQLException("no server", PSQLState.SERIALIZATION_FAILURE)))
                .isFalse();
        assertThat(Abort.isCertain(new SQLException("no state"))).isFalse();
    }

    @Test
    void aCommitThatWasAnsweredWithRollbackIsWhoeverSaysSo() {
        assertThat(Abort.isCertain(new SQLException("rolled back", "25P02"))).isTrue();
    }

    /** An error as the driver makes it of PostgreSQL's, which names the routine. */
    static SQLException saidByPostgres(String state) {
        return said(state, "Rroutine\0");
    }

    private static SQLException said(String state, String routine) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C%s\0Man error\0%s".formatted(state, routine)));
    }
}
