package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Asks name services on threads of its own, so that a slow one does not delay other connections. Without names to look up it has no threads. */
final class Resolver implements AutoCloseable {
    private static final int LOOKUPS_AT_ONCE = 4;
    private static final int LOOKUPS_WAITING = 10_000;

    private final ThreadPoolExecutor lookups = new ThreadPoolExecutor(
            LOOKUPS_AT_ONCE, LOOKUPS_AT_ONCE, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(LOOKUPS_WAITING), task -> {
                Thread thread = new Thread(task, "toxiproxy-resolver");
                thread.setDaemon(true);
                return thread;
            });

    Resolver() {
        lookups.allowCoreThreadTimeOut(true);
    }

    CompletableFuture<List<InetAddress>> resolve(Address address) {
        try {
            return CompletableFuture.supplyAsync(() -> lookUp(address), lookups);
        } catch (RuntimeException closedOrFull) {
            return CompletableFuture.failedFuture(closedOrFull);
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }

    private static List<InetAddress> lookUp(Address address) {
        try {
            return address.resolve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
