package sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class FirstTest {

    @Test
    void one() {}

    @Test
    void two() {}
}
