package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data directory of one node, server running or not. */
public final class DataDirectory {

    /** Authentication: passwords over TCP, and only those. */
    private static final String HBA = """
            # Written by Replicated Postgres: a password from everybody, over TCP, and replication for its own login.
            host all all %1$s scram-sha-256
            """;

    private static final String REPLICATION_HBA = """
            host replication repl %1$s scram-sha-256
            host replication postgres %1$s scram-sha-256
            """;

    private static final String ALTERED = "postgresql.auto.conf";

    private final Host host;

    /** The data directory of the node on this host. */
    public DataDirectory(Host host) {
        this.host = host;
    }

    /** Its path on the host. */
    public String path() {
        return host.home() + "/data";
    }

    /** The path of something in it. */
    public String path(String relative) {
        return path() + "/" + relative;
    }

    /** The files of one directory in it whose names match, each with that directory. */
    List<String> files(String directory, String pattern) {
        return host.list(path(directory)).stream()
                .filter(name -> name.matches(pattern))
                .map(name -> directory + "/" + name)
                .toList();
    }

    /** Whether there is one with anything in it. */
    public boolean exists() {
        return host.exists(path("PG_VERSION"));
    }

    /**
     * The changes that write {@code pg_hba.conf} anew, and take out of what {@code ALTER SYSTEM} or a tool wrote whom to stream from: that
     * would beat what is written here.
     */
    List<FileChange> configured(Configuration configuration, String clientAddresses) {
        var changes = new ArrayList<FileChange>();
        String altered = alterSystem();
        if (altered.contains("primary_conninfo") || altered.contains("primary_slot_name")) {
            String rest = altered.lines()
                    .filter(line -> !line.matches("\\s*primary_(conninfo|slot_name)\\b.*"))
                    .collect(Collectors.joining("\n", "", "\n"));
            changes.add(FileChange.whole(path(ALTERED), bytes(rest)));
        }
        String hba = configuration.allowsReplication() ? HBA + REPLICATION_HBA : HBA;
        String before = configuration.admitted().stream()
                .map(line -> line.formatted(clientAddresses) + "\n")
                .collect(Collectors.joining());
        changes.add(FileChange.whole(path("pg_hba.conf"), bytes(before + hba.formatted(clientAddresses))));
        return changes;
    }

    /** What {@code ALTER SYSTEM} has written; empty if there is no such file. */
    public String alterSystem() {
        return host.lines(path(ALTERED)).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** Puts back what {@code ALTER SYSTEM} had written, after a tool has overwritten it. */
    public void restoreAlterSystem(String content) {
        host.write(path(ALTERED), bytes(content));
    }

    /** What {@code postmaster.pid} says; empty if there is none. */
    public Optional<PostmasterFile> postmasterFile() {
        List<String> lines = host.lines(path("postmaster.pid"));
        return lines.isEmpty() ? Optional.empty() : Optional.of(new PostmasterFile(lines));
    }

    /**
     * The history of a timeline, from {@code pg_wal}; that of a first timeline has no file.
     *
     * @throws ReplicatedPostgresException if there is no such file
     */
    public TimelineHistory history(Timeline timeline) {
        if (timeline.equals(Timeline.FIRST)) {
            return TimelineHistory.first();
        }
        return findHistory(timeline)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s has no history of timeline %s: %s is not there. Rebuild it, or put the file back."
                                .formatted(host.node(), timeline, path("pg_wal/" + timeline.historyFile()))));
    }

    /** The same; empty if there is no such file. */
    Optional<TimelineHistory> findHistory(Timeline timeline) {
        if (timeline.equals(Timeline.FIRST)) {
            return Optional.of(TimelineHistory.first());
        }
        List<String> lines = host.lines(path("pg_wal/" + timeline.historyFile()));
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(TimelineHistory.parse(timeline, String.join("\n", lines)));
    }

    /** The newest history of which there is a file: all that is known where the control file is damaged. */
    public TimelineHistory newestHistory() {
        // an interrupted copy may have left an empty one
        return historyFiles().stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(timeline -> findHistory(timeline).stream())
                .findFirst()
                .orElseGet(TimelineHistory::first);
    }

    /** The timelines whose history file is there. */
    List<Timeline> historyFiles() {
        return host.list(path("pg_wal")).stream()
                .filter(name -> name.matches("[0-9A-F]{8}\\.history"))
                .map(name -> new Timeline(Integer.parseInt(name.substring(0, 8), 16)))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
