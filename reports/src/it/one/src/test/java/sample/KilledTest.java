package sample;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Journaling.class)
class KilledTest {

    @Test
    void diesAsIfByKillMinus9() throws Exception {
        Files.createFile(Path.of("target", "dying"));
        Runtime.getRuntime().halt(137);
    }
}
