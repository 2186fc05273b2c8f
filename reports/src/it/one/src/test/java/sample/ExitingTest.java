package sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class ExitingTest {

    @Test
    void endsTheProcess() {
        System.exit(3);
    }
}
