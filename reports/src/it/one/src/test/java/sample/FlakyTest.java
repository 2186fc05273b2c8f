package sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class FlakyTest {

    private static int attempts;

    @Test
    void passesTheSecondTime() {
        if (attempts++ == 0) {
            throw new AssertionError("not the first time");
        }
    }
}
