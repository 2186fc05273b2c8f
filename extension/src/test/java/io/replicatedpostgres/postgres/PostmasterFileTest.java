package io.replicatedpostgres.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file grows line by line while the server starts: every beginning of it is met in the wild. */
class PostmasterFileTest {

    private static final String WHOLE =
            "4711\n/x/data\n1795335711\n20001\n\n127.0.0.1\n  2162818         4\nready   \n";

    private static PostmasterFile parse(String text) {
        return PostmasterFile.parse(text.getBytes(UTF_8));
    }

    @Test
    void saysWhoRunsHowFarItIsAndWhatItHolds() {
        var file = parse(WHOLE);

        assertThat(file.pid()).hasValue(4711);
        assertThat(file.status()).contains("ready");
        assertThat(file.sharedMemorySegment()).hasValue(4);
    }

    @ParameterizedTest
    @CsvSource({"starting", "stopping", "ready", "standby"})
    void knowsEveryStatus(String status) {
        assertThat(parse(WHOLE.replace("ready   ", status)).status()).contains(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "47x", "4711\n/x/data\n17", "4711\n/x/data\n1\n20001\n\n127.0.0.1\n  21628"})
    void saysLittleWhileItIsBeingWritten(String beginning) {
        var file = parse(beginning);

        assertThat(file.status()).isEmpty();
        assertThat(file.sharedMemorySegment()).isEmpty();
    }

    @Test
    void noBeginningOfItIsAnError() {
        for (int length = 0; length < WHOLE.length(); length++) {
            var file = parse(WHOLE.substring(0, length));

            assertThat(file.status().filter("ready"::equals).isPresent() && length < WHOLE.length() - 4)
                    .isFalse();
            assertThat(file.pid().isPresent()).isEqualTo(length > 0);
        }
    }
}
