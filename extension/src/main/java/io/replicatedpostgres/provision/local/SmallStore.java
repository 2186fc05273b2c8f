package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Memory that holds the image of a disk, and has no room but for what is in it and a little besides. A write to a block that has no
 * room yet is taken into the kernel's cache, and fails when it is written back: the next sync says so, and the one after it does not.
 *
 * @param loop the disk
 * @param directory where the memory is mounted
 * @param image in it
 */
record SmallStore(LoopDisk loop, Path directory, Path image) {

    private static final long TABLES_OF = 64;
    private static final long BESIDES_BYTES = 1 << 20;

    /** That of a disk. */
    static SmallStore of(LoopDisk loop) {
        Path directory = loop.at().resolveSibling(loop.at().getFileName() + ".store");
        return new SmallStore(loop, directory, directory.resolve("image"));
    }

    /** Whether the image lies there already. */
    boolean holds() {
        return Files.exists(image);
    }

    /** Moves the image there. Nothing may be mounted below the disk. */
    void take() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not make " + directory, e);
        }
        LoopDisk.succeed(List.of("mount", "-t", "tmpfs", "-o", "mode=0700,size=100%", "tmpfs", directory.toString()));
        loop.moveTo(image);
    }

    /** Leaves so much more than what is there by now. What was removed from the disk before has no room any more. */
    void shrinkTo(Path at, DataSize room) {
        LoopDisk.succeed(List.of("sync", "-f", at.toString()));
        LoopDisk.succeed(List.of("fstrim", at.toString()));
        giveTheFileSystemItsOwn();
        long used = Long.parseLong(words("du", "-B1", image.toString())[0]);
        remount(String.valueOf(used + room.bytes()));
    }

    /** A file system that cannot write its journal or its tables does not fail one file, it stops. */
    private void giveTheFileSystemItsOwn() {
        String[] journal = words("debugfs", "-R", "blocks <8>", image.toString());
        long first = Long.parseLong(journal[0]);
        long last = Long.parseLong(journal[journal.length - 1]);
        allocate(first * LoopDisk.BLOCK_BYTES, (last - first + 1) * LoopDisk.BLOCK_BYTES);
        // inodes of 256 bytes, one for 16 kB, lie at the beginning
        allocate(0, Long.parseLong(words("stat", "-c", "%s", image.toString())[0]) / TABLES_OF + BESIDES_BYTES);
    }

    private void allocate(long offset, long bytes) {
        LoopDisk.succeed(
                List.of("fallocate", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), image.toString()));
    }

    private static String[] words(String... command) {
        return SmallCommand.output(command)
                .map(output -> output.lines()
                        .filter(line -> !line.startsWith("debugfs"))
                        .findFirst()
                        .orElse(""))
                .map(line -> line.strip().split("\\s+"))
                .orElseThrow();
    }

    /** All of the machine's memory, if need be. */
    void grow() {
        remount("100%");
    }

    private void remount(String size) {
        LoopDisk.succeed(List.of("mount", "-o", "remount,size=" + size, directory.toString()));
    }
}
