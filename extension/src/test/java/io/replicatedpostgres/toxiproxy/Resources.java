package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds on to: the server's threads, file descriptors, live heap. */
record Resources(long threads, long descriptors, long heapMegabytes) {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static Resources now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Resources(serverThreads(), openDescriptors(), (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    /** Waits a little for what is on its way out, then insists that nothing has stayed. */
    void assertNothingStayed() throws InterruptedException {
        Resources after = now();
        for (int i = 0; i < 50 && !after.fitsIn(this); i++) {
            Thread.sleep(100);
            after = now();
        }
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(threads);
        assertThat(after.descriptors()).as("file descriptors").isLessThanOrEqualTo(descriptors + 4);
        assertThat(after.heapMegabytes()).as("live heap in MB").isLessThanOrEqualTo(heapMegabytes + 32);
    }

    static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("toxiproxy-"))
                .count();
    }

    private boolean fitsIn(Resources other) {
        return threads <= other.threads
                && descriptors <= other.descriptors + 4
                && heapMegabytes <= other.heapMegabytes + 32;
    }

    private static long openDescriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
