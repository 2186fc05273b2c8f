package io.replicatedpostgres.provision;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that this JVM holds locked; the kernel gives it back however the JVM ends.
 *
 * <p>POSIX gives back <em>all</em> locks of a process on a file when it closes <em>any</em> descriptor of it. So a file
 * that this JVM holds is not opened a second time.
 */
public final class LockFile implements AutoCloseable {

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private LockFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks a file, made if need be; empty if another process or this JVM holds it. */
    public static Optional<LockFile> tryTake(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        @Nullable LockFile taken = null;
        try {
            taken = tryOpen(file);
            return Optional.ofNullable(taken);
        } finally {
            if (taken == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable LockFile tryOpen(Path file) throws IOException {
        FileChannel channel = open(file);
        try {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) {
                return new LockFile(file, channel);
            }
        } catch (OverlappingFileLockException e) {
            // held through another class loader of this JVM: closing the channel would give back that lock
            return null;
        }
        channel.close();
        return null;
    }

    /** Opens a file to be locked. */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        HELD.remove(file);
    }
}
