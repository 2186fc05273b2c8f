package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Run by hand: {@code mvn -Pjunit6 -Djunit.version=5.12.2 test -Dtest=OldJUnitTest}, after a normal compilation. */
class OldJUnitTest {

    static boolean isOld() {
        try {
            Class.forName("org.junit.jupiter.api.ClassTemplate");
            return false;
        } catch (ClassNotFoundException e) {
            return true;
        }
    }

    @Test
    @EnabledIf("isOld")
    void aMatrixSaysWhichJUnitItNeeds() {
        assertThat(SampleRun.of(OneInstallation.configuration(), OnClass.class).failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasStackTraceContaining("needs JUnit 5.13 or later"));
    }

    @PostgresVersions("15")
    @ReplicatedPostgres
    static class OnClass {
        @Test
        void neverRuns() {}
    }
}
