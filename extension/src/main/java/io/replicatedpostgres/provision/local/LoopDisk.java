package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.FileSystemShutdown;
import io.replicatedpostgres.spec.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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

    private static final long PROBE_BYTES = 4 << 20;

    private final Disk disk;
    private Path image;
    private final Path at;
    private final RunAs runAs;

    private LoopDisk(Disk disk, Path image, Path at, RunAs runAs) {
        this.disk = disk;
        this.image = image;
        this.at = at;
        this.runAs = runAs;
    }

    /** Why this machine has none, though it may mount: it is tried. */
    static Optional<String> whyNot() {
        if (!Files.exists(Path.of("/dev/loop-control"))) {
            return Optional.of("this machine has no loop devices (/dev/loop-control)");
        }
        for (String program : List.of("mkfs.ext4", "perl")) {
            if (!SmallCommand.exists(program)) {
                return Optional.of("there is no %s on this machine".formatted(program));
            }
        }
        try {
            Path directory = Files.createTempDirectory("replicated-postgres-disk");
            try {
                return whyNotIn(directory);
            } finally {
                Janitor.deleteTree(directory);
            }
        } catch (IOException e) {
            return Optional.of("nothing can be written to the directory for temporary files: " + e);
        }
    }

    /** In a view of the mounts that ends with the command. */
    private static Optional<String> whyNotIn(Path directory) throws IOException {
        Path image = directory.resolve("image");
        Path at = Files.createDirectory(directory.resolve("at"));
        makeSparse(image, PROBE_BYTES);
        String steps = "mkfs.ext4 -q -F \"$1\" && mount -o loop \"$1\" \"$2\" && perl -e \"$3\" \"$2\"";
        SmallCommand.Answer answer = SmallCommand.ask(List.of(
                "unshare",
                "-m",
                "/bin/sh",
                "-c",
                steps,
                "probe",
                image.toString(),
                at.toString(),
                FileSystemShutdown.PERL));
        return answer.succeeded()
                ? Optional.empty()
                : Optional.of("a loop device was refused: %s"
                        .formatted(answer.output().strip().replace('\n', ' ')));
    }

    /** Makes an empty one and mounts it over a directory, which keeps its owner. The parts of the disk that lie elsewhere are not made. */
    static LoopDisk over(Path at, Disk disk, Path image, RunAs runAs) {
        var made = new LoopDisk(disk, image, at, runAs);
        try {
            makeSparse(image, disk.size().bytes());
        } catch (IOException e) {
            throw new ReplicatedPostgresException(
                    "disk = %s cannot be made in %s: %s. Ask for a smaller one.".formatted(disk, image, e.getMessage()),
                    e);
        }
        made.format();
        made.mount();
        return made;
    }

    private static void makeSparse(Path image, long bytes) throws IOException {
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private void format() {
        String program = "mkfs." + disk.fileSystem().word();
        if (!SmallCommand.exists(program)) {
            throw new ReplicatedPostgresException(
                    "disk = %s cannot be had here: there is no %s. Install xfsprogs, or ask for ext4."
                            .formatted(disk, program));
        }
        succeed(
                switch (disk.fileSystem()) {
                    case EXT4 ->
                        // all at once: a thread of the kernel that goes on making tables would write by and by
                        List.of(
                                program,
                                "-q",
                                "-F",
                                "-b",
                                String.valueOf(BLOCK_BYTES),
                                "-E",
                                "lazy_itable_init=0,lazy_journal_init=0",
                                image.toString());
                    case XFS -> List.of(program, "-q", "-f", image.toString());
                });
    }

    void mount() {
        // the kernel syncs ext4 by itself every 5 seconds unless told otherwise, and xfs every 30; a copy of xfs has
        // its identity
        String options =
                disk.fileSystem() == Disk.FileSystem.EXT4 ? "loop,commit=600,errors=remount-ro" : "loop,nouuid";
        succeed(List.of("mount", "-t", disk.fileSystem().word(), "-o", options, image.toString(), at.toString()));
        try {
            Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwx------"));
            runAs.own(at);
        } catch (IOException e) {
            throw new UncheckedIOException("could not prepare " + at, e);
        }
        // who had this device before may have died while it was slow
        BlockIo.release(device().name());
    }

    /** What it lies on while it is mounted. */
    LoopDevice device() {
        return LoopDevice.under(at, image);
    }

    /** The directory over which it is mounted. */
    Path at() {
        return at;
    }

    Disk.FileSystem fileSystem() {
        return disk.fileSystem();
    }

    /** Syncs all that lies on it, as on a machine that was set up long ago. */
    void sync() {
        succeed(List.of("sync", "-f", at.toString()));
    }

    /** Syncs a file and its name. */
    static void sync(Path file) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.getFD().sync();
        }
        syncNames(file);
    }

    /** Syncs the directory of a file that was made, or removed. */
    static void syncNames(Path file) throws IOException {
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

    /** Nothing is written or read any more, from now on. */
    void shutDown() {
        succeed(List.of("perl", "-e", FileSystemShutdown.PERL, at.toString()));
    }

    /** What an administrator runs on a file system that had errors. It is not mounted. */
    void check() {
        if (disk.fileSystem() == Disk.FileSystem.EXT4 && SmallCommand.exists("e2fsck")) {
            // it says by its exit code that it has mended something
            SmallCommand.ask(List.of("e2fsck", "-p", image.toString()));
        }
    }

    /** Goes on with a copy of it that lies elsewhere; the file that it was in is gone then. Nobody may work on it. */
    void moveTo(Path elsewhere) {
        unmount();
        Path before = image;
        copyTo(elsewhere);
        image = elsewhere;
        mount();
        SmallCommand.ask(List.of("rm", "-f", before.toString()));
    }

    /** What was killed a moment ago may not have let go of it yet. */
    void unmount() {
        LoopDevice under = device();
        // it is another machine that comes up, and what is on its way to a slow disk must not hold up the end
        BlockIo.release(under.name());
        long end = System.nanoTime() + UNMOUNTED_WITHIN.toNanos();
        SmallCommand.Answer answer = unmounted();
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
     * Somebody has a view of its own of this machine's mounts, as every container and every {@code unshare -m} begins with one, and the file
     * system is still mounted there. To mount the same file again would bring back that file system, cut off as it is. Nothing writes to
     * the file any more, so that a copy is as good.
     */
    private void goOnWithACopy() {
        Path copy = image.resolveSibling(image.getFileName() + ".copy");
        copyTo(copy);
        succeed(List.of("mv", "-f", copy.toString(), image.toString()));
    }

    /** The blocks that have something in them, as the file system sees it. */
    private void copyTo(Path copy) {
        succeed(List.of("cp", "--sparse=auto", image.toString(), copy.toString()));
    }

    private SmallCommand.Answer unmounted() {
        return SmallCommand.ask(List.of("umount", at.toString()));
    }

    static void succeed(List<String> words) {
        SmallCommand.Answer answer = SmallCommand.ask(words);
        if (!answer.succeeded()) {
            throw new ReplicatedPostgresException("%s failed: %s"
                    .formatted(String.join(" ", words), answer.output().strip()));
        }
    }
}
