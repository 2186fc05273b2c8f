package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.provision.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BandwidthToxicTest {
    private final Rig rig = Rig.withProxy();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void aThousandBytesPerSecondAreOneKilobyte() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':500");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), 200_000);
        assertThat(pair.server().getInputStream().readNBytes(200_000)).hasSize(200_000);
        watch.assertAtLeast(400);
    }

    @Test
    void aSmallChunkWaitsAsLongAsItTakes() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "downstream", "'rate':1");

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.server(), 100);
        assertThat(pair.client().getInputStream().readNBytes(100)).hasSize(100);
        watch.assertAtLeast(100);
    }

    @Test
    void nothingIsSavedUpForABurst() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':100");
        Thread.sleep(300);

        Stopwatch watch = Stopwatch.start();
        Pair.send(pair.client(), 20_000);
        assertThat(pair.server().getInputStream().readNBytes(20_000)).hasSize(20_000);
        watch.assertAtLeast(200);
    }

    @Test
    void itIsPerConnection() throws Exception {
        rig.toxic("bandwidth", "upstream", "'rate':200");
        List<Pair> pairs = new ArrayList<>();
        // together they would take a minute
        for (int i = 0; i < 200; i++) {
            pairs.add(rig.connect());
        }

        Stopwatch watch = Stopwatch.start();
        for (Pair pair : pairs) {
            Pair.send(pair.client(), 60_000);
        }
        for (Pair pair : pairs) {
            assertThat(pair.server().getInputStream().readNBytes(60_000)).hasSize(60_000);
        }
        watch.assertAtLeast(300);
    }

    @Test
    void rateZeroFreezesAndLosesNothing() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':0");

        Pair.send(pair.client(), "frozen");
        Pair.assertIsSilent(pair.server(), 150);
        rig.remove("bandwidth");

        Pair.assertReceives(pair.server(), "frozen");
    }

    @Test
    void rateZeroIsBackpressureNotMemory() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':0");
        CompletableFuture<Void> sending = Background.begin(() -> send(pair.client(), 40_000_000));

        assertThatThrownBy(() -> sending.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        rig.remove("bandwidth");

        assertThat(pair.server().getInputStream().skip(40_000_000)).isEqualTo(40_000_000);
        sending.get();
        pair.assertCarriesBothWays();
    }

    @Test
    void theEndPassesAFrozenIdleStream() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':0");

        pair.client().close();

        Pair.assertEnds(pair.server());
    }

    @Test
    void theEndDoesNotOvertakeFrozenBytes() throws Exception {
        Pair pair = rig.connect();
        rig.toxic("bandwidth", "upstream", "'rate':0");

        Pair.send(pair.client(), "frozen");
        pair.client().close();
        Pair.assertIsSilent(pair.server(), 150);
        rig.change("bandwidth", "'rate':1000");

        Pair.assertReceives(pair.server(), "frozen");
        Pair.assertEnds(pair.server());
    }

    private static void send(Socket socket, int bytes) {
        try {
            Pair.send(socket, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
