package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Closing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves a file to the last sectors of its disk, where nothing else lies: the rest is full meanwhile. What is free behind the beginning of
 * the file stays taken until {@link #release}, or the file system would give sectors there to the next file that is made.
 */
final class LastSectors {

    private static final String BALLAST = "ballast";
    private static final long SPARE_BLOCKS = 8;

    /** {@code ext: first..last: physical..last: length}, in blocks. */
    private static final Pattern EXTENT =
            Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\.\\.\\s*(\\d+):\\s+(\\d+)\\.\\.\\s*(\\d+):");

    private static final Pattern BLOCK_SIZE = Pattern.compile("blocks? of (\\d+) bytes");

    private LastSectors() {}

    /** A run of blocks of a file, and where they are on the disk. */
    private record Extent(long first, long last, long physicalFirst, long physicalLast) {

        static Extent of(MatchResult found) {
            return new Extent(
                    Long.parseLong(found.group(1)),
                    Long.parseLong(found.group(2)),
                    Long.parseLong(found.group(3)),
                    Long.parseLong(found.group(4)));
        }
    }

    /**
     * Moves a file there, and out of the kernel's cache. Nobody may work on the disk.
     *
     * @return where it begins now, in bytes of the disk
     */
    static long hold(Path at, Path file) {
        Path ballast = at.resolve(BALLAST);
        try {
            moveBehind(at, ballast, file);
            String map = map(file);
            long begin =
                    extents(map).stream().mapToLong(Extent::physicalFirst).min().orElseThrow();
            giveBackBefore(begin, ballast);
            sync(at);
            return begin * blockSize(map);
        } catch (RuntimeException e) {
            Closing.after(e, List.of(() -> release(at)));
            throw e;
        }
    }

    /** Gives back what was taken besides the file. The sectors have to be good again. */
    static void release(Path at) {
        SmallCommand.ask(List.of("rm", "-f", at.resolve(BALLAST).toString()));
    }

    private static void moveBehind(Path at, Path ballast, Path file) {
        Path moved = file.resolveSibling(file.getFileName() + ".moved");
        // what was removed a moment ago is free once the journal says so
        sync(at);
        fill(at, ballast);
        sync(at);
        fill(at, ballast);
        String map = map(ballast);
        long size = blockSize(map);
        Extent top = extents(map).stream()
                .reduce((one, other) -> one.physicalLast() > other.physicalLast() ? one : other)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s cannot be moved: there is no room on its disk".formatted(file)));
        // room for the file, and for what a directory or the tree of its blocks may take
        long wanted = (sizeOf(file) + size - 1) / size + SPARE_BLOCKS;
        if (top.last() - top.first() + 1 < wanted) {
            throw new ReplicatedPostgresException(
                    "%s cannot be moved to the end of its disk: it is larger than the room there".formatted(file));
        }
        punch(ballast, (top.last() - wanted + 1) * size, wanted * size);
        sync(at);
        LoopDisk.succeed(List.of("cp", "-p", file.toString(), moved.toString()));
        sync(at);
        LoopDisk.succeed(List.of("mv", moved.toString(), file.toString()));
        // what the copy and the new name left of the room is taken again
        LoopDisk.succeed(List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"));
        takeAgain(ballast, (top.last() - wanted + 1) * size, wanted * size);
        sync(at);
        if (extents(map(file)).stream().anyMatch(extent -> extent.physicalFirst() <= top.physicalLast() - wanted)) {
            throw new ReplicatedPostgresException(
                    "%s could not be moved: its file system gave it room elsewhere. Inject it again.".formatted(file));
        }
    }

    /** It fails where all of it is used, and has taken the rest. */
    private static void takeAgain(Path ballast, long offset, long bytes) {
        SmallCommand.ask(
                List.of("fallocate", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), ballast.toString()));
    }

    private static void giveBackBefore(long begin, Path ballast) {
        String map = map(ballast);
        long size = blockSize(map);
        for (Extent extent : extents(map)) {
            long blocks = Math.min(extent.physicalLast() + 1, begin) - extent.physicalFirst();
            if (blocks > 0) {
                punch(ballast, extent.first() * size, blocks * size);
            }
        }
    }

    private static void punch(Path file, long offset, long bytes) {
        LoopDisk.succeed(
                List.of("fallocate", "-p", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), file.toString()));
    }

    /**
     * Takes all that is free on a disk; with what a file system keeps for root. What does not fit as a whole, since some of it is
     * needed for the tree of its blocks, is taken by halves.
     */
    static void fill(Path at, Path ballast) {
        long bytes = freeBytes(at);
        while (bytes >= LoopDisk.BLOCK_BYTES) {
            SmallCommand.Answer answer = SmallCommand.ask(List.of(
                    "fallocate",
                    "-o",
                    String.valueOf(Files.exists(ballast) ? sizeOf(ballast) : 0),
                    "-l",
                    String.valueOf(bytes),
                    ballast.toString()));
            bytes = Math.min(answer.succeeded() ? bytes : bytes / 2, freeBytes(at));
        }
        // it alone: what else was not synced stays so
        SmallCommand.ask(List.of("sync", ballast.toString()));
    }

    private static long freeBytes(Path at) {
        String[] free = SmallCommand.output("stat", "-f", "-c", "%f %S", at.toString())
                .orElseThrow()
                .strip()
                .split(" ");
        return Long.parseLong(free[0]) * Long.parseLong(free[1]);
    }

    private static void sync(Path at) {
        LoopDisk.succeed(List.of("sync", "-f", at.toString()));
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not look at " + file, e);
        }
    }

    private static String map(Path file) {
        SmallCommand.Answer answer = SmallCommand.ask(List.of("filefrag", "-v", file.toString()));
        if (!answer.succeeded()) {
            throw new ReplicatedPostgresException("filefrag (e2fsprogs) does not say where %s lies: %s"
                    .formatted(file, answer.output().strip()));
        }
        return answer.output();
    }

    private static List<Extent> extents(String map) {
        return EXTENT.matcher(map).results().map(Extent::of).toList();
    }

    private static long blockSize(String map) {
        Matcher matcher = BLOCK_SIZE.matcher(map);
        if (!matcher.find()) {
            throw new ReplicatedPostgresException("filefrag says no size of a block: " + map.strip());
        }
        return Long.parseLong(matcher.group(1));
    }
}
