package io.replicatedpostgres.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whether two transactions of two clients ran at the same time, one of which wrote: else a history says nothing. */
class OverlapTest {

    @Test
    void aWriterAndAReaderAtTheSameTimeOverlap() {
        assertThat(overlapped("0 0-11 ok a1=1", "1 10-20 ok r1=1")).isTrue();
        assertThat(overlapped("0 0-11 ok r1=", "1 10-20 ok a1=1")).isTrue();
    }

    @Test
    void theOneThatEndsWhenTheOtherBeginsDoesNot() {
        assertThat(overlapped("0 0-10 ok a1=1", "1 10-20 ok r1=1")).isFalse();
    }

    @Test
    void twoOfOneClientAndTwoReadersDoNot() {
        assertThat(overlapped("0 0-20 ok a1=1", "0 10-30 ok r1=1")).isFalse();
        assertThat(overlapped("0 0-10 ok r1=", "1 5-15 ok r1=")).isFalse();
    }

    @Test
    void aLongOneIsRememberedBehindAShortOne() {
        assertThat(overlapped("0 0-100 ok r1=", "1 10-20 ok r1=", "2 50-60 ok a1=1"))
                .isTrue();
        assertThat(overlapped("0 0-100 ok a1=1", "0 10-20 ok a1=2", "1 50-60 ok r1=1,2"))
                .isTrue();
    }

    @Test
    void theOrderOfTheTableDoesNotMatter() {
        assertThat(overlapped("1 50-60 ok r1=1", "0 0-10 ok a1=1")).isFalse();
        assertThat(overlapped("1 50-60 ok r1=1", "0 0-55 ok a1=1")).isTrue();
    }

    private static boolean overlapped(String... history) {
        return Isolation.judge(Told.history(history), Level.READ_COMMITTED, Order.PLAIN)
                .overlapped();
    }
}
