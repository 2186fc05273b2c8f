package sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class ThirdIT {

    @Test
    void four() {}
}
