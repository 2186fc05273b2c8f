package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.provision.Background;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver that has stopped reading, all buffers full: where Toxiproxy's API waits 25 s, this one answers, and no byte is lost. */
class StalledReceiverTest {
    /** More than the kernel buffers on the way may grow to: some systems let each of the two hops have 32 MiB. */
    private static final int LENGTH = 150_000_000;

    private final Rig rig = Rig.withProxy();
    private final Stream stream = new Stream(1, LENGTH);
    private final Pair pair = rig.connectOrFail();
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

    @BeforeEach
    void fillAllBuffers() throws Exception {
        sending = Background.begin(() -> stream.sendTo(pair.client()));
        long before = -1;
        while (before != stream.sent() || before == 0) {
            before = stream.sent();
            Thread.sleep(150);
        }
        assertThat(sending).isNotDone();
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void toxicsComeChangeAndGoAtOnceAndNoByteIsHarmed() throws Exception {
        Stopwatch watch = Stopwatch.start();
        rig.toxic("latency", "upstream", "'latency':10");
        rig.toxic("bandwidth", "upstream", "'rate':100");
        rig.toxic("slicer", "upstream", "'average_size':100");
        rig.change("bandwidth", "'rate':50");
        rig.remove("latency");
        rig.remove("bandwidth");
        rig.remove("slicer");
        assertThat(rig.api().get("/proxies").status()).isEqualTo(200);
        assertThat(rig.api().post("/reset", "").status()).isEqualTo(204);
        watch.assertPrompt();

        stream.assertArrivesAt(pair.server());
        sending.get();
    }

    @Test
    void disablingEndsItAtOnce() {
        Stopwatch watch = Stopwatch.start();
        rig.enabled(false);
        watch.assertPrompt();

        assertThat(sending).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void otherConnectionsAndDirectionsGoOn() throws Exception {
        rig.connect().assertCarriesBothWays();

        Pair.send(pair.server(), "answer");
        Pair.assertReceives(pair.client(), "answer");
    }

    @Test
    void aToxicThatEndsTheConnectionNeedsNoReceiver() throws Exception {
        rig.toxic("timeout", "upstream", "'timeout':100");

        Pair.assertEndsOrIsReset(pair.client());
    }

    @Test
    void theServerClosesDespiteIt() throws IOException {
        Stopwatch watch = Stopwatch.start();
        rig.server().close();
        watch.assertPrompt();

        try (Socket server = pair.server()) {
            assertThat(server.isConnected()).isTrue();
        }
    }
}
