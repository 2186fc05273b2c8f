package sample;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class SurvivingTest {

    @Test
    void outlivesIt() throws Exception {
        for (int i = 0; i < 600 && !Files.exists(Path.of("target", "dying")); i++) {
            Thread.sleep(50);
        }
        Thread.sleep(200);
    }
}
