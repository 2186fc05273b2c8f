package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.Disk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system in a sparse file beside the directory of a node, mounted over that directory through a loop device, which goes with
 * the mount.
 *
 * <p>The power is cut by {@link FileSystemShutdown}. Once mounted again it recovers as after a real cut.
 */
final class LoopDisk {

    private static final Duration UNMOUNTED_WITHIN = Duration.ofSeconds(20);
    private static final Duration RELEASED_WITHIN = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(2);

    /** Two make a page of PostgreSQL. Below 512 MB mkfs would take 1 kB. */
    static final int BLOCK_BYTES = 4096;

    /** In a view of the mounts that ends with the command. */
    private static final String PROBE = "for program in perl mkfs.ext4 unshare; do command -v \"$program\" >/dev/null"
            + " || { echo \"there is no $program\"; exit 1; }; done;"
            + " d=$(mktemp -d) && truncate -s 4M \"$d/image\" && mkdir \"$d/at\" && mkfs.ext4 -q -F \"$d/image\""
            + " && unshare -m /bin/sh -c 'mount -o loop \"$1/image\" \"$1/at\" && perl -e \"$2\" \"$1/at\"' sh \"$d\" \"$1\";"
            + " r=$?; rm -rf \"$d\"; exit $r";

    private final RootShell root;
    private final Disk disk;
    private String image;
    private final String at;
    private final String owner;

    private LoopDisk(RootShell root, Disk disk, String image, String at, String owner) {
        this.root = root;
        this.disk = disk;
        this.image = image;
        this.at = at;
        this.owner = owner;
    }

    /** Why there can be none, though root may mount there: it is tried. */
    static Optional<String> whyNot(RootShell root) {
        RootShell.Answer loop = root.ask(RootShell.inShell(PROBE, FileSystemShutdown.PERL));
        if (!loop.succeeded()) {
            return Optional.of("a loop device was refused: " + inOneLine(loop));
        }
        RootShell.Answer kernel =
                root.askOfKernel(RootShell.inShell("test -w /sys/fs/ext4 || { echo read-only; false; }"));
        return kernel.succeeded()
                ? Optional.empty()
                : Optional.of("the kernel's files in /sys cannot be written: " + inOneLine(kernel));
    }

    private static String inOneLine(RootShell.Answer answer) {
        return answer.output().strip().replace('\n', ' ');
    }

    /**
     * Makes an empty one and mounts it over a directory. The parts of the disk that lie elsewhere are not made.
     *
     * @param owner who gets the directory, as {@code chown} wants it
     */
    static LoopDisk over(RootShell root, String at, Disk disk, String image, String owner) {
        var made = new LoopDisk(root, disk, image, at, owner);
        RootShell.Answer sparse =
                root.ask(List.of("truncate", "-s", String.valueOf(disk.size().bytes()), image));
        if (!sparse.succeeded()) {
            throw new ReplicatedPostgresException("disk = %s cannot be made in %s: %s. Ask for a smaller one."
                    .formatted(disk, image, sparse.output().strip()));
        }
        made.format();
        made.mount();
        return made;
    }

    private void format() {
        String program = "mkfs." + disk.fileSystem().word();
        if (!root.has(program)) {
            throw new ReplicatedPostgresException(
                    "disk = %s cannot be had here: there is no %s. Install xfsprogs, or ask for ext4."
                            .formatted(disk, program));
        }
        switch (disk.fileSystem()) {
            case EXT4 ->
                // all at once: a thread of the kernel that goes on making tables would write by and by
                root.succeed(
                        program,
                        "-q",
                        "-F",
                        "-b",
                        String.valueOf(BLOCK_BYTES),
                        "-E",
                        "lazy_itable_init=0,lazy_journal_init=0",
                        image);
            case XFS -> root.succeed(program, "-q", "-f", image);
        }
    }

    void mount() {
        // the kernel syncs ext4 by itself every 5 seconds unless told otherwise, and xfs every 30; a copy of xfs has
        // its identity
        String options =
                disk.fileSystem() == Disk.FileSystem.EXT4 ? "loop,commit=600,errors=remount-ro" : "loop,nouuid";
        root.succeedIn(
                "mount -t \"$1\" -o \"$2\" \"$3\" \"$4\" && chmod 700 \"$4\" && chown \"$5\" \"$4\"",
                disk.fileSystem().word(),
                options,
                image,
                at,
                owner);
        // who had this device before may have died while it was slow
        device().release();
    }

    /** What it lies on while it is mounted. */
    LoopDevice device() {
        return LoopDevice.under(root, at, image);
    }

    RootShell root() {
        return root;
    }

    /** The directory over which it is mounted. */
    String at() {
        return at;
    }

    Disk.FileSystem fileSystem() {
        return disk.fileSystem();
    }

    /** Syncs all that lies on it, as on a machine that was set up long ago. */
    void sync() {
        root.succeed("sync", "-f", at);
    }

    /** Nothing is written or read any more, from now on. */
    void shutDown() {
        root.succeed("perl", "-e", FileSystemShutdown.PERL, at);
    }

    /** What an administrator runs on a file system that had errors. It is not mounted. */
    void check() {
        if (disk.fileSystem() == Disk.FileSystem.EXT4 && root.has("e2fsck")) {
            // it says by its exit code that it has mended something
            root.ask(List.of("e2fsck", "-p", image));
        }
    }

    /** Goes on with a copy of it that lies elsewhere; the file that it was in is gone then. No process may use it meanwhile. */
    void moveTo(String elsewhere) {
        unmount();
        String before = image;
        copyTo(elsewhere);
        image = elsewhere;
        mount();
        root.ask(List.of("rm", "-f", before));
    }

    /** What was killed a moment ago may not have let go of it yet. */
    void unmount() {
        LoopDevice under = device();
        // it is another machine that comes up, and what is on its way to a slow disk must not hold up the end
        under.release();
        long end = System.nanoTime() + UNMOUNTED_WITHIN.toNanos();
        RootShell.Answer answer = unmounted();
        while (!answer.succeeded() && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            answer = unmounted();
        }
        if (!answer.succeeded()) {
            throw new ReplicatedPostgresException("%s could not be unmounted: %s"
                    .formatted(at, answer.output().strip()));
        }
        if (!isReleased(under)) {
            goOnWithACopy();
        }
    }

    private boolean isReleased(LoopDevice under) {
        long end = System.nanoTime() + RELEASED_WITHIN.toNanos();
        while (under.holds(image) && System.nanoTime() < end) {
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return !under.holds(image);
    }

    /**
     * Another process has its own copy of this machine's mounts, as every container and every {@code unshare -m} begins with one, and the file
     * system is still mounted there. To mount the same file again would bring back that file system, cut off as it is. Nothing writes to
     * the file any more, so that a copy is as good.
     */
    private void goOnWithACopy() {
        String copy = image + ".copy";
        copyTo(copy);
        root.succeed("mv", "-f", copy, image);
    }

    /** The blocks that have something in them, as the file system sees it. */
    private void copyTo(String copy) {
        root.succeed("cp", "--sparse=auto", image, copy);
    }

    private RootShell.Answer unmounted() {
        return root.ask(List.of("umount", at));
    }
}
