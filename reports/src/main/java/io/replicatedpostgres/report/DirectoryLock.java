package io.replicatedpostgres.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps other processes, and other threads of this one, from rendering in the same directory. Ends with its process. */
final class DirectoryLock implements AutoCloseable {

    private static final Duration WAIT_MAX = Duration.ofMinutes(1);
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static DirectoryLock acquire(Path directory) throws IOException {
        Path file = directory.resolve(".lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        long beganNanos = System.nanoTime();
        while (tryLock(channel) == null) {
            if (System.nanoTime() - beganNanos > WAIT_MAX.toNanos()) {
                channel.close();
                throw new IOException("another process has held %s for %s s".formatted(file, WAIT_MAX.toSeconds()));
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return new DirectoryLock(directory, channel);
    }

    /** Where only the holder works. What is there may be left over from one that was killed. */
    Path workplace() {
        return directory.resolve(".rendering");
    }

    // Closing the channel gives up the lock. The file stays: removing it would let two hold "the" lock.
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByAnotherThreadHere) {
            return null;
        }
    }
}
