package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a directory of a host, as the server's user sees them.
 *
 * @param user the number of that user
 * @param entries files and directories by their path, which begins with {@code ./}; links are followed
 */
public record FileListing(long user, Map<String, Entry> entries) {

    /** Mode, links, owner, group, size, month, day, time, name: as POSIX has it of {@code ls -ln}. */
    private static final int COLUMNS = 9;

    /**
     * A file or directory.
     *
     * @param mode as {@code ls} writes it
     * @param owner the number of its owner
     * @param bytes its size
     */
    public record Entry(String mode, long owner, long bytes) {

        /** Whether it is a directory. */
        public boolean isDirectory() {
            return mode.startsWith("d");
        }

        /** Whether its owner may write it, and enter it if it is a directory. */
        boolean ownerMayWrite() {
            return mode.charAt(2) == 'w' && (!isDirectory() || mode.charAt(3) == 'x');
        }
    }

    /** Copies the entries. */
    public FileListing {
        entries = Map.copyOf(entries);
    }

    /**
     * Lists a directory with all beneath it.
     *
     * @throws ReplicatedPostgresException if the server's user may not; the message holds the first of the reasons
     */
    public static FileListing of(Host host, String directory, Duration deadline) {
        Outcome outcome = list(host, directory, deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("the user of the server may not look into %s of %s: %s"
                    .formatted(directory, host.node(), refusal(outcome)));
        }
        return parse(outcome.output());
    }

    /** The same of a server that may run: files that go while one looks are left out. */
    public static FileListing ofRunning(Host host, String directory, Duration deadline) {
        return parse(list(host, directory, deadline).output());
    }

    private static Outcome list(Host host, String directory, Duration deadline) {
        return host.run(
                Command.of(
                        "/bin/sh",
                        "-c",
                        "cd \"$0\" && id -u && find -L . \\( -type f -o -type d \\) -exec ls -lLdn {} +",
                        directory),
                deadline);
    }

    static FileListing parse(String output) {
        var lines = output.lines().toList();
        var entries = new LinkedHashMap<String, Entry>();
        for (String line : lines.subList(1, lines.size())) {
            String[] column = line.split("\\s+", COLUMNS);
            if (column.length == COLUMNS && column[0].matches("[d-][rwxsStT-]{9}.?")) {
                entries.put(
                        column[COLUMNS - 1],
                        new Entry(column[0], Long.parseLong(column[2]), Long.parseLong(column[4])));
            }
        }
        return new FileListing(Long.parseLong(lines.get(0).strip()), entries);
    }

    private static String refusal(Outcome outcome) {
        return outcome.output()
                .lines()
                .filter(line -> line.contains(": "))
                .findFirst()
                .orElse("exit code " + outcome.exitCode());
    }

    /** Whether the server's user owns it and may write it; a missing file is no obstacle. */
    public boolean isWritable(String path) {
        Entry entry = entries.get(path);
        return entry == null || (entry.owner() == user && entry.ownerMayWrite());
    }
}
