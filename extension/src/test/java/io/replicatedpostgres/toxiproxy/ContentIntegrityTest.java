package io.replicatedpostgres.toxiproxy;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams both ways, hashed end to end, while toxics come, change and go. */
class ContentIntegrityTest {
    private final Rig rig = Rig.withProxy();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        rig.close();
        threads.shutdownNow();
    }

    @Test
    void noByteChangesWhileToxicsComeAndGo() throws Exception {
        List<CompletableFuture<Void>> streams = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pair pair = rig.connect();
            streams.addAll(carry(new Stream(i, 25_000_000), pair.client(), pair.server()));
            streams.addAll(carry(new Stream(100 + i, 25_000_000), pair.server(), pair.client()));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(streams.toArray(CompletableFuture[]::new));

        Churn churn = new Churn(rig.api(), 5);
        for (int i = 0; i < 1000 && !all.isDone(); i++) {
            churn.step();
        }
        churn.removeAll();

        all.get();
    }

    private List<CompletableFuture<Void>> carry(Stream stream, Socket from, Socket to) {
        return List.of(
                CompletableFuture.runAsync(() -> stream.sendTo(from), threads),
                CompletableFuture.runAsync(() -> stream.assertArrivesAt(to), threads));
    }
}
