package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeetingTest {

    @Test
    void aSampleThatStaysAloneFailsAndSaysWhatTheThreadsDo() {
        var meeting = new Meeting(2, Duration.ofMillis(20));

        assertThatThrownBy(meeting::await)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "not all of 2 samples came within 20 ms",
                        '"' + Thread.currentThread().getName() + '"',
                        "MeetingTest.aSampleThatStaysAloneFails");
    }

    @Test
    void theLastOneThatComesIsNotHeldUp() throws Exception {
        new Meeting(1).await();
    }
}
