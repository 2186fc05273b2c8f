package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Moves a file to the last sectors of its disk, where nothing else lies: the rest is full meanwhile. */
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
        Path moved = file.resolveSibling(file.getFileName() + ".moved");
        try {
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
            LoopDisk.succeed(List.of(
                    "fallocate",
                    "-p",
                    "-o",
                    String.valueOf((top.last() - wanted + 1) * size),
                    "-l",
                    String.valueOf(wanted * size),
                    ballast.toString()));
            sync(at);
            LoopDisk.succeed(List.of("cp", "-p", file.toString(), moved.toString()));
            sync(at);
        } finally {
            SmallCommand.ask(List.of("rm", "-f", ballast.toString()));
        }
        LoopDisk.succeed(List.of("mv", moved.toString(), file.toString()));
        sync(at);
        LoopDisk.succeed(List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"));
        String map = map(file);
        return extents(map).stream().mapToLong(Extent::physicalFirst).min().orElseThrow() * blockSize(map);
    }

    /** Takes all that is free on a disk; with what a file system keeps for root. */
    static void fill(Path at, Path ballast) {
        String free = SmallCommand.output("stat", "-f", "-c", "%f %S", at.toString())
                .orElseThrow()
                .strip();
        long bytes = Long.parseLong(free.split(" ")[0]) * Long.parseLong(free.split(" ")[1]);
        if (bytes > 0) {
            // a little of it is needed for the tree of its blocks: it fails, and has taken the rest
            SmallCommand.ask(List.of("fallocate", "-l", String.valueOf(bytes), ballast.toString()));
            // it alone: what else was not synced stays so
            SmallCommand.ask(List.of("sync", ballast.toString()));
        }
    }

    private static void sync(Path at) {
        LoopDisk.succeed(List.of("sync", "-f", at.toString()));
    }

    private static long sizeOf(Path file) {
        return Long.parseLong(SmallCommand.output("stat", "-c", "%s", file.toString())
                .orElseThrow()
                .strip());
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
