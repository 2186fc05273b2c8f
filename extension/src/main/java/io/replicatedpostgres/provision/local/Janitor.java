package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.postgres.PostmasterFile;
import io.replicatedpostgres.provision.LockFile;
import io.replicatedpostgres.topology.ServerProcess;
import io.replicatedpostgres.topology.Signal;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Removes what JVMs left behind that ended without tidying up. */
final class Janitor {

    private static final Logger LOG = Loggers.of(Janitor.class);
    private static final String LOCK = ".lock";

    /** From the directory of a JVM: the cluster, the node, its data. */
    private static final int DEEPEST = 3;

    private Janitor() {}

    static void removeLeftovers(Path jvms) throws IOException {
        for (Path lockFile : locks(jvms)) {
            Optional<LockFile> dead = LockFile.tryTake(lockFile);
            if (dead.isPresent()) {
                try (LockFile lock = dead.get()) {
                    String name = lockFile.getFileName().toString();
                    removeJvm(jvms.resolve(name.substring(0, name.length() - LOCK.length())));
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    private static List<Path> locks(Path jvms) throws IOException {
        try (Stream<Path> files = Files.list(jvms)) {
            return files.filter(file -> file.toString().endsWith(LOCK)).toList();
        }
    }

    private static void removeJvm(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        LOG.info("removing what a JVM that ended without tidying up left in {}", directory);
        ProcessTable processes = ProcessTable.ofThisMachine();
        List<ServerProcess> left = processes.workingBelow(directory, "rp-" + directory.getFileName() + "-");
        for (int tries = 0; !left.isEmpty() && tries < 100; tries++) {
            LocalCommands.signal(
                    Signal.KILL, left.stream().map(ServerProcess::pid).toList());
            left = processes.workingBelow(directory, "rp-" + directory.getFileName() + "-");
        }
        removeSharedMemory(directory);
        LoopbackFirewall.removeAllOf(String.valueOf(directory.getFileName()));
        deleteTree(directory);
    }

    /**
     * Removes the segments that guard the data directories below: a server that was killed leaves its own, and without the
     * directory it could not be told which it is.
     */
    static void removeSharedMemory(Path directory) throws IOException {
        var segments = new ArrayList<Long>();
        for (Path file : postmasterFiles(directory, DEEPEST)) {
            PostmasterFile.parse(Files.readAllBytes(file)).sharedMemorySegment().ifPresent(segments::add);
        }
        StayingShell.removeSharedMemory(segments);
    }

    /** Without a look into data directories, where none is but at the top. */
    private static List<Path> postmasterFiles(Path directory, int depth) throws IOException {
        Path file = directory.resolve("postmaster.pid");
        if (Files.exists(file)) {
            return List.of(file);
        }
        if (depth == 0 || !Files.isDirectory(directory) || Files.exists(directory.resolve("PG_VERSION"))) {
            return List.of();
        }
        var found = new ArrayList<Path>();
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.toList()) {
                found.addAll(postmasterFiles(child, depth - 1));
            }
        } catch (NoSuchFileException e) {
            // removed meanwhile
        }
        return found;
    }

    /**
     * Removes the segments whose processes have ended: a volume that was taken away took the file along
     * that names them.
     */
    static void removeSharedMemoryOf(Set<Long> makers) throws IOException {
        Path table = Path.of("/proc/sysvipc/shm");
        if (makers.isEmpty() || !Files.isReadable(table)) {
            return;
        }
        var segments = new ArrayList<Long>();
        // key, number, permissions, size, who made it, who used it last, how many hold it
        for (String line : Files.readAllLines(table)) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 6
                    && fields[4].matches("\\d+")
                    && makers.contains(Long.parseLong(fields[4]))
                    && fields[6].equals("0")) {
                segments.add(Long.parseLong(fields[1]));
            }
        }
        StayingShell.removeSharedMemory(segments);
    }

    /** Removes a directory with all beneath it; what vanishes meanwhile is no failure. */
    static void deleteTree(Path directory) throws IOException {
        Mounts.removeFrom(directory);
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path left, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(left);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // it is not there, which is what was wanted
        }
    }
}
