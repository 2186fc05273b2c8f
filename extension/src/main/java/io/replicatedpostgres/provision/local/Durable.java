package io.replicatedpostgres.provision.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that survive a power cut. */
final class Durable {

    private Durable() {}

    /** Syncs a file and its name. */
    static void sync(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.getFD().sync();
        }
        Path parent = file.getParent();
        if (parent != null) {
            // an interrupt closes a channel, and this one alone
            try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
                directory.force(true);
            } catch (ClosedByInterruptException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
