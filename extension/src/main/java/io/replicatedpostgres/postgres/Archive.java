package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.FileChange;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory that a node archives to and restores from. Its path in the settings is relative to the data directory, so
 * that a copied directory needs no other value.
 */
public final class Archive {

    private static final String ABANDONED = "abandoned";

    private final Host host;
    private final String directory;
    private final String fromData;

    private Archive(Host host, String directory, String fromData) {
        this.host = host;
        this.directory = directory;
        this.fromData = fromData;
    }

    /** A directory of the node's own. */
    public static Archive ofNode(Host host) {
        return new Archive(host, host.home() + "/archive", "../archive");
    }

    /** One directory for all nodes, beside theirs. */
    public static Archive shared(Host host) {
        return new Archive(host, host.home() + "/../archive", "../../archive");
    }

    /** Its path on the host. */
    public String directory() {
        return directory;
    }

    /** The change that makes the directory. */
    public FileChange made() {
        return FileChange.directory(directory);
    }

    /** The names of what is archived, sorted; a copy that is under way, under its temporary name, is not yet among them. */
    public List<String> files() {
        return host.list(directory).stream()
                .filter(name -> !name.startsWith("."))
                .toList();
    }

    /** The history of the latest timeline that began by a promotion; empty if none is archived. */
    public Optional<TimelineHistory> newestHistory() {
        return files().stream()
                .filter(name -> name.matches("[0-9A-F]{8}\\.history"))
                .reduce((first, second) -> second)
                .map(name -> TimelineHistory.parse(
                        new Timeline(Integer.parseInt(name.substring(0, 8), 16)),
                        new String(host.read(directory + "/" + name), StandardCharsets.UTF_8)));
    }

    /**
     * Copies to a temporary name and links it to the final one, which fails if that exists: a crash in between leaves
     * nothing half. An identical file that is there already is success, a different one is refused.
     */
    public String archiveCommand() {
        return "if test -f %1$s/%%f; then cmp -s %%p %1$s/%%f; else cp %%p %1$s/.%%f.$$ && ln %1$s/.%%f.$$ %1$s/%%f; s=$?; rm -f %1$s/.%%f.$$; exit $s; fi"
                .formatted(fromData);
    }

    /** Copies over whatever is there: of two servers that archive one segment, the later one wins silently. */
    public String overwritingCommand() {
        return "cp %%p %s/%%f".formatted(fromData);
    }

    /** Copies what is not there yet; a copy that a crash left half is in the way for ever. */
    public String bareGuardCommand() {
        return "test ! -f %1$s/%%f && cp %%p %1$s/%%f".formatted(fromData);
    }

    /** Copies what is there, and is silent about what is not: PostgreSQL asks for much that never was. */
    public String restoreCommand() {
        return "test -f %1$s/%%f && cp %1$s/%%f %%p".formatted(fromData);
    }

    /** The same by its path on the host: for a server whose data directory lies elsewhere. */
    public String restoreCommandFromAnywhere() {
        return "test -f \"%1$s/%%f\" && cp \"%1$s/%%f\" %%p".formatted(directory);
    }

    /**
     * Removes what the standby has replayed: by {@code pg_archivecleanup}, and where that is missing by a script that removes the same
     * files, segments whose name comes before that of the oldest needed one, whatever their timelines.
     */
    public String cleanupCommand(PostgresBinaries binaries) {
        if (binaries.has("pg_archivecleanup")) {
            return "\"%s\" %s %%r".formatted(binaries.path("pg_archivecleanup"), fromData);
        }
        return "cd %s && ls | LC_ALL=C awk -v oldest=%%r '/^[0-9A-F]+(\\.partial)?$/ && (length($0) == 24 || length($0) == 32) && substr($0, 9, 16) < substr(oldest, 9, 16)' | while read -r f; do rm -f \"$f\"; done"
                .formatted(fromData);
    }

    /**
     * Moves away what was archived on timelines that the old history came along and the new one does not: a server that
     * restores such a history file follows it and dies.
     *
     * @return the names of the files that were moved
     */
    public List<String> setAside(TimelineHistory old, TimelineHistory now) {
        var moved = new ArrayList<String>();
        for (String file : files()) {
            if (!file.matches("[0-9A-F]{8}.*")) {
                continue;
            }
            int number = (int) Long.parseLong(file.substring(0, 8), 16);
            if (number < 1) {
                continue;
            }
            Timeline timeline = new Timeline(number);
            if (old.includes(timeline) && !now.includes(timeline)) {
                host.makeDirectory(directory + "/" + ABANDONED);
                host.move(directory + "/" + file, directory + "/" + ABANDONED + "/" + file);
                moved.add(file);
            }
        }
        return moved;
    }
}
