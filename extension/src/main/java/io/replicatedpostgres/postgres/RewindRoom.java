package io.replicatedpostgres.postgres;

import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the volumes of a target have room for what {@code pg_rewind} copies. It overwrites in place what both have, so only
 * growth counts, and it removes last. Source: PostgreSQL's {@code src/bin/pg_rewind/filemap.c}, which also says what is left
 * out.
 */
public final class RewindRoom {

    private static final long BLOCK_BYTES = 4096;
    private static final Set<String> DIRECTORIES_LEFT_OUT = Set.of(
            "pg_stat_tmp", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_subtrans");
    private static final Set<String> FILES_LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map", "backup_manifest");

    private RewindRoom() {}

    /** The volumes without room, each with what it has and what it would need; none if all have. */
    public static List<String> lacking(
            Host target, String directory, FileListing there, FileListing source, Duration deadline) {
        Map<String, Long> needed = neededByTopDirectory(there, source);
        var rooms = new LinkedHashMap<String, Long>();
        var byVolume = new LinkedHashMap<String, Long>();
        needed.forEach((top, bytes) -> {
            String[] volume = volume(target, directory, top, deadline);
            rooms.put(volume[1], Long.parseLong(volume[0]) * 1024);
            byVolume.merge(volume[1], bytes, Long::sum);
        });
        var lacking = new ArrayList<String>();
        byVolume.forEach((volume, bytes) -> {
            long room = rooms.getOrDefault(volume, 0L);
            if (bytes > room) {
                lacking.add("%s has %s kB of room, and up to %s kB would be copied onto it"
                        .formatted(volume, room / 1024, bytes / 1024));
            }
        });
        return lacking;
    }

    private static Map<String, Long> neededByTopDirectory(FileListing there, FileListing source) {
        var needed = new LinkedHashMap<String, Long>();
        source.entries().forEach((path, entry) -> {
            if (!entry.isDirectory() && isCopied(path)) {
                FileListing.Entry old = there.entries().get(path);
                long growth = entry.bytes() - (old == null ? 0 : old.bytes());
                if (growth > 0) {
                    long blocks = (growth + BLOCK_BYTES - 1) / BLOCK_BYTES;
                    needed.merge(top(path), blocks * BLOCK_BYTES, Long::sum);
                }
            }
        });
        return needed;
    }

    private static boolean isCopied(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !DIRECTORIES_LEFT_OUT.contains(top(path))
                && !FILES_LEFT_OUT.contains(name)
                && !name.startsWith("pgsql_tmp")
                && !name.startsWith("pg_internal.init");
    }

    /** {@code base} of {@code ./base/5/1259}, and nothing of a file that lies at the top. */
    private static String top(String path) {
        int end = path.indexOf('/', 2);
        return end < 0 ? "." : path.substring(2, end);
    }

    /** What is available, in KiB, and where the volume is mounted. */
    private static String[] volume(Host target, String directory, String top, Duration deadline) {
        String path = target.exists(directory + "/" + top) ? directory + "/" + top : directory;
        String output = target.run(Command.of("df", "-Pk", path), deadline).output();
        String[] column = output.lines().reduce("", (first, line) -> line).split("\\s+", 6);
        return new String[] {column[3], column[5]};
    }
}
