package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 500 connections through one proxy, 10,000 toxics under load, receivers that stop reading: nothing leaks, nothing hangs, no byte changes. */
@Tag("soak")
class SoakTest {
    private static final int CONNECTIONS = 500;
    private static final int TOXICS = 10_000;

    @Test
    void tenThousandToxicsOverFiveHundredConnectionsLeaveNothingBehind() throws Exception {
        warmUp();
        Resources before = Resources.now();
        ExecutorService threads = Executors.newCachedThreadPool();

        try (Rig rig = Rig.withProxy()) {
            List<Pair> pairs = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                pairs.add(rig.connect());
            }
            assertThat(Resources.serverThreads()).isLessThan(10);
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> keepTalking(pairs, over), threads);
            CompletableFuture<Void> stream = streamWithAStallingReader(rig.connect(), over, threads);

            Churn churn = new Churn(rig.api(), 99);
            while (churn.added() < TOXICS) {
                churn.step();
            }
            churn.removeAll();
            over.set(true);
            load.get();
            stream.get();

            for (Pair pair : pairs) {
                drain(pair.server());
                pair.assertCarriesBothWays();
            }
        }
        threads.shutdownNow();

        before.assertNothingStayed();
    }

    private static void warmUp() throws IOException {
        try (Rig rig = Rig.withProxy()) {
            rig.connect().assertCarriesBothWays();
        }
    }

    private static void keepTalking(List<Pair> pairs, AtomicBoolean over) {
        int turn = 0;
        while (!over.get()) {
            try {
                Pair pair = pairs.get(turn++ % pairs.size());
                Pair.send(pair.client(), "talk");
                if (turn % 3 == 0) {
                    drain(pair.server());
                }
                Thread.sleep(0, 200_000);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void drain(Socket socket) throws IOException {
        long waiting = 1;
        while (waiting > 0) {
            waiting = socket.getInputStream().available();
            socket.getInputStream().skipNBytes(waiting);
        }
    }

    /** Hashed streams one after the other, whose reader pauses before each, so that all buffers fill up. */
    private static CompletableFuture<Void> streamWithAStallingReader(
            Pair pair, AtomicBoolean over, ExecutorService threads) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int round = 0; !over.get(); round++) {
                        Stream stream = new Stream(round, 12_000_000);
                        CompletableFuture<Void> sending =
                                CompletableFuture.runAsync(() -> stream.sendTo(pair.client()), threads);
                        pause();
                        stream.assertArrivesAt(pair.server());
                        sending.join();
                    }
                },
                threads);
    }

    private static void pause() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
