package io.replicatedpostgres.provision.disk;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Closing;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves a file to the last sectors of its disk, where nothing else lies: the rest is full meanwhile. What is free behind the beginning of
 * the file stays taken until {@link #release}, or the file system would give sectors there to the next file that is made.
 *
 * @param disk the disk
 */
record LastSectors(LoopDisk disk) {

    private static final String BALLAST = "ballast";
    private static final long SPARE_BLOCKS = 8;

    /** {@code ext: first..last: physical..last: length}, in blocks. */
    private static final Pattern EXTENT =
            Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\.\\.\\s*(\\d+):\\s+(\\d+)\\.\\.\\s*(\\d+):");

    private static final Pattern BLOCK_SIZE = Pattern.compile("blocks? of (\\d+) bytes");

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
     * Moves a file there, and out of the kernel's cache. No process may use the disk meanwhile.
     *
     * @return where it begins now, in bytes of the disk
     */
    long hold(String file) {
        String ballast = ballast();
        try {
            moveBehind(ballast, file);
            String map = map(file);
            long begin =
                    extents(map).stream().mapToLong(Extent::physicalFirst).min().orElseThrow();
            giveBackBefore(begin, ballast);
            disk.sync();
            return begin * blockSize(map);
        } catch (RuntimeException e) {
            Closing.after(e, List.of(this::release));
            throw e;
        }
    }

    /** Gives back what was taken besides the file. The sectors have to be good again. */
    void release() {
        root().ask(List.of("rm", "-f", ballast()));
    }

    private String ballast() {
        return disk.at() + "/" + BALLAST;
    }

    private RootShell root() {
        return disk.root();
    }

    private void moveBehind(String ballast, String file) {
        String moved = file + ".moved";
        // what was removed a moment ago is free once the journal says so
        disk.sync();
        fill(ballast);
        disk.sync();
        fill(ballast);
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
        disk.sync();
        root().succeed("cp", "-p", file, moved);
        disk.sync();
        root().succeed("mv", moved, file);
        // what the copy and the new name left of the room is taken again
        root().succeed("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
        takeAgain(ballast, (top.last() - wanted + 1) * size, wanted * size);
        disk.sync();
        if (extents(map(file)).stream().anyMatch(extent -> extent.physicalFirst() <= top.physicalLast() - wanted)) {
            throw new ReplicatedPostgresException(
                    "%s could not be moved: its file system gave it room elsewhere. Inject it again.".formatted(file));
        }
    }

    /** It fails where all of it is used, and has taken the rest. */
    private void takeAgain(String ballast, long offset, long bytes) {
        root().ask(List.of("fallocate", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), ballast));
    }

    private void giveBackBefore(long begin, String ballast) {
        String map = map(ballast);
        long size = blockSize(map);
        for (Extent extent : extents(map)) {
            long blocks = Math.min(extent.physicalLast() + 1, begin) - extent.physicalFirst();
            if (blocks > 0) {
                punch(ballast, extent.first() * size, blocks * size);
            }
        }
    }

    private void punch(String file, long offset, long bytes) {
        root().succeed("fallocate", "-p", "-o", String.valueOf(offset), "-l", String.valueOf(bytes), file);
    }

    /**
     * Takes all that is free on a disk; with what a file system keeps for root. What does not fit as a whole, since some of it is
     * needed for the tree of its blocks, is taken by halves.
     */
    void fill(String ballast) {
        long bytes = freeBytes();
        while (bytes >= LoopDisk.BLOCK_BYTES) {
            RootShell.Answer answer = root().ask(List.of(
                    "fallocate", "-o", String.valueOf(sizeOf(ballast)), "-l", String.valueOf(bytes), ballast));
            bytes = Math.min(answer.succeeded() ? bytes : bytes / 2, freeBytes());
        }
        // it alone: what else was not synced stays so
        root().ask(List.of("sync", ballast));
    }

    private long freeBytes() {
        String[] free = root().output("stat", "-f", "-c", "%f %S", disk.at())
                .orElseThrow()
                .strip()
                .split(" ");
        return Long.parseLong(free[0]) * Long.parseLong(free[1]);
    }

    /** 0 where there is none. */
    private long sizeOf(String file) {
        return root().output("stat", "-c", "%s", file)
                .map(size -> Long.parseLong(size.strip()))
                .orElse(0L);
    }

    private String map(String file) {
        RootShell.Answer answer = root().ask(List.of("filefrag", "-v", file));
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
