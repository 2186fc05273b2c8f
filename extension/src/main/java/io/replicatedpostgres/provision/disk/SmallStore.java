package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.DataSize;
import java.util.List;

/**
 * Memory that holds the image of a disk, and has no room but for what is in it and a little besides. A write to a block that has no
 * room yet is taken into the kernel's cache, and fails when it is written back: the next sync says so, and the one after it does not.
 *
 * @param loop the disk
 * @param directory where the memory is mounted
 * @param image in it
 */
record SmallStore(LoopDisk loop, String directory, String image) {

    private static final long TABLES_OF = 64;
    private static final long BESIDES_BYTES = 1 << 20;

    /** That of a disk. */
    static SmallStore of(LoopDisk loop) {
        String directory = loop.at() + ".store";
        return new SmallStore(loop, directory, directory + "/image");
    }

    private RootShell root() {
        return loop.root();
    }

    /** Whether the image lies there already. */
    boolean holds() {
        return root().ask(List.of("test", "-e", image)).succeeded();
    }

    /** Moves the image there. Nothing may be mounted below the disk. */
    void take() {
        root().succeedIn("mkdir -p \"$1\" && mount -t tmpfs -o mode=0700,size=100% tmpfs \"$1\"", directory);
        loop.moveTo(image);
    }

    /** Leaves so much more than what is there by now. What was removed from the disk before has no room any more. */
    void shrinkTo(DataSize room) {
        loop.sync();
        root().succeed("fstrim", loop.at());
        giveTheFileSystemItsOwn();
        long used = Long.parseLong(words("du", "-B1", image)[0]);
        remount(String.valueOf(used + room.bytes()));
    }

    /** A file system that cannot write its journal or its tables does not fail one file, it stops. */
    private void giveTheFileSystemItsOwn() {
        String[] journal = words("debugfs", "-R", "blocks <8>", image);
        long first = Long.parseLong(journal[0]);
        long last = Long.parseLong(journal[journal.length - 1]);
        allocate(first * LoopDisk.BLOCK_BYTES, (last - first + 1) * LoopDisk.BLOCK_BYTES);
        // inodes of 256 bytes, one for 16 kB, lie at the beginning
        allocate(0, Long.parseLong(words("stat", "-c", "%s", image)[0]) / TABLES_OF + BESIDES_BYTES);
    }

    private void allocate(long offset, long bytes) {
        root().succeed("fallocate", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), image);
    }

    private String[] words(String... command) {
        return root().output(command)
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
        root().succeed("mount", "-o", "remount,size=" + size, directory);
    }
}
