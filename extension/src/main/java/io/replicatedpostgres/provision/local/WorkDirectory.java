package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.LockFile;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Where everything on disk lies: {@code templates} for all JVMs of this user, {@code ports} that are taken, and a directory
 * per JVM that a lock marks as alive.
 */
final class WorkDirectory {

    private static final long ROOM_BYTES = 512L << 20;
    private static final long SMALLEST_BYTES = 96L << 20;
    private static final Map<Path, Path> REAL = new ConcurrentHashMap<>();
    private static final Map<Path, WorkDirectory> OPEN = new ConcurrentHashMap<>();

    private final Path root;
    private final Path ofJvm;
    private final Reaper reaper;

    private WorkDirectory(Path root, Path ofJvm, Reaper reaper) {
        this.root = root;
        this.ofJvm = ofJvm;
        this.reaper = reaper;
    }

    /** The working directory of this JVM at a place; what dead JVMs left there is removed first. */
    static WorkDirectory of(Place place, RunAs runAs) {
        Path asked = place.directory() == null
                ? defaultBase()
                : Path.of(place.directory()).toAbsolutePath();
        List<Path> missing = missing(asked);
        try {
            Path base = REAL.computeIfAbsent(asked, path -> real(path, runAs));
            return OPEN.computeIfAbsent(
                    base.resolve("replicated-postgres-" + System.getProperty("user.name")),
                    path -> open(base, path, runAs));
        } catch (SpecException e) {
            REAL.remove(asked);
            removeEmpty(missing, e);
            throw e;
        }
    }

    /** A directory and those above it that are not there, the deepest first. */
    private static List<Path> missing(Path directory) {
        return Stream.iterate(directory, Objects::nonNull, Path::getParent)
                .takeWhile(path -> !Files.exists(path))
                .toList();
    }

    /** What was made for a place that will not do. */
    private static void removeEmpty(List<Path> directories, SpecException because) {
        try {
            for (Path directory : directories) {
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * The directory itself, made if need be. Processes are found by where they work, and the kernel knows nothing of the
     * symbolic links on the way there.
     */
    private static Path real(Path asked, RunAs runAs) {
        Path there = asked;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        requireEnterable(there, asked, runAs);
        try {
            return there.equals(asked)
                    ? asked.toRealPath()
                    : Files.createDirectories(asked).toRealPath();
        } catch (IOException e) {
            throw cannot(asked, e);
        }
    }

    /** Memory is quickest; without it, or without room in it, the directory for temporary files. */
    private static Path defaultBase() {
        Path memory = Path.of("/dev/shm");
        Path disk = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        return Files.isWritable(memory) && room(memory) >= ROOM_BYTES ? memory : disk;
    }

    private static WorkDirectory open(Path base, Path root, RunAs runAs) {
        requireRoom(base, SMALLEST_BYTES, "the smallest cluster");
        try {
            String mode = runAs.drops() ? "rwx--x--x" : "rwx------";
            makePrivate(root, mode);
            makePrivate(root.resolve("templates"), mode);
            makePrivate(root.resolve("ports"), "rwx------");
            Path jvms = root.resolve("jvms");
            makePrivate(jvms, mode);
            return claim(root, jvms, mode);
        } catch (IOException e) {
            throw cannot(base, e);
        }
    }

    private static WorkDirectory claim(Path root, Path jvms, String mode) throws IOException {
        // under this lock no JVM mistakes a lock file that was made a moment ago for that of a dead JVM
        try (FileChannel channel = LockFile.open(root.resolve("jvms.lock"));
                FileLock lock = channel.lock()) {
            Janitor.removeLeftovers(jvms);
            String name = Long.toString(ProcessHandle.current().pid(), 36)
                    + "-"
                    + Long.toString(System.currentTimeMillis() & 0xFFFFFF, 36);
            Path ofJvm = jvms.resolve(name);
            // kept open until the JVM ends, however it ends: the kernel then gives the lock back
            LockFile alive = LockFile.tryTake(jvms.resolve(name + ".lock"))
                    .orElseThrow(() -> new IOException("the lock of " + ofJvm + " is held by another process"));
            makePrivate(ofJvm, mode);
            return new WorkDirectory(root, ofJvm, Reaper.start(ofJvm, alive));
        }
    }

    private static void requireEnterable(Path there, Path asked, RunAs runAs) {
        if (!Files.isDirectory(there)) {
            throw cannot(asked, new NotDirectoryException(there.toString()));
        }
        String[] words = runAs.command(List.of("test", "-x", there.toString())).toArray(String[]::new);
        if (SmallCommand.output(words).isEmpty()) {
            throw SpecException.of(
                    "%s = %s".formatted(PlaceKey.DIRECTORY.key(), asked),
                    "the servers run as %s, who cannot enter %s".formatted(runAs.userName(), there),
                    "Name a directory that everybody can enter, such as /tmp");
        }
    }

    private static SpecException cannot(Path base, IOException e) {
        return SpecException.of(
                "%s = %s".formatted(PlaceKey.DIRECTORY.key(), base),
                "a private directory cannot be made there (%s)".formatted(e),
                "Name a directory that %s can write".formatted(System.getProperty("user.name")));
    }

    private static void makePrivate(Path directory, String mode) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(directory);
        }
        boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(RunAs.uidOfThisJvm());
        if (!ours) {
            throw new IOException(directory + " belongs to another user");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
    }

    Path templates() {
        return root.resolve("templates");
    }

    Path ports() {
        return root.resolve("ports");
    }

    /** The directory of this JVM: every process of it has its working directory below. */
    Path ofJvm() {
        return ofJvm;
    }

    /** Runs when the JVM ends in order; for every other end there is the reaper. */
    void atExit(Runnable action) {
        reaper.atExit(action);
    }

    /** Takes that back. */
    void notAtExit(Runnable action) {
        reaper.notAtExit(action);
    }

    /** Whether so much more would leave room for the clusters that may start meanwhile. */
    boolean hasRoomToSpare(long bytes) {
        return room(root) >= ROOM_BYTES + bytes;
    }

    void requireRoom(long neededBytes, String forWhat) {
        Path base = root.getParent();
        requireRoom(base == null ? root : base, neededBytes, forWhat);
    }

    private static void requireRoom(Path base, long neededBytes, String forWhat) {
        long free = room(base);
        if (free < neededBytes) {
            throw SpecException.of(
                    "%s = %s".formatted(PlaceKey.DIRECTORY.key(), base),
                    "%s needs about %s MB and %s MB are free".formatted(forWhat, neededBytes >> 20, free >> 20),
                    "Make room, or name a directory with more of it");
        }
    }

    /** Asked of the directory itself: within a changed root the mount it is on may be in no table. */
    private static long room(Path directory) {
        return directory.toFile().getUsableSpace();
    }
}
