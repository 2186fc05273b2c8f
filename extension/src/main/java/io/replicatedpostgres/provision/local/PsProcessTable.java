package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.ServerProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where there is no {@code /proc}: {@code ps}. A postmaster names its data directory in its command, its children the
 * cluster in their titles, and what those started (archive commands) are their descendants.
 */
final class PsProcessTable implements ProcessTable {

    private record Line(long pid, long parent, String state, String command) {}

    @Override
    public List<ServerProcess> workingBelow(Path directory, String mark) {
        List<Line> all = SmallCommand.output(
                        "ps", "-A", "-ww", "-o", "pid=", "-o", "ppid=", "-o", "stat=", "-o", "command=")
                .orElseThrow(() -> new ReplicatedPostgresException("ps does not list the processes of this machine"))
                .lines()
                .map(PsProcessTable::parse)
                .toList();
        return pick(all, directory, mark);
    }

    /** The lines as {@code ps} printed them, for a directory and a mark. */
    static List<ServerProcess> workingBelow(String output, Path directory, String mark) {
        return pick(output.lines().map(PsProcessTable::parse).toList(), directory, mark);
    }

    private static List<ServerProcess> pick(List<Line> all, Path directory, String mark) {
        Map<Long, Line> byPid = new HashMap<>();
        all.forEach(line -> byPid.put(line.pid(), line));
        Set<Long> ours = new HashSet<>();
        for (Line line : all) {
            if (namesDirectory(line.command(), directory.toString())
                    || line.command().startsWith("postgres: " + mark)) {
                ours.add(line.pid());
            }
        }
        return all.stream()
                .filter(line -> !line.state().startsWith("Z") && descends(line, byPid, ours))
                .map(line -> new ServerProcess(line.pid(), line.command()))
                .toList();
    }

    /** Whether {@code -D} names it or something below it, rather than a neighbour whose name begins alike. */
    private static boolean namesDirectory(String command, String directory) {
        int at = command.indexOf(" -D " + directory);
        String rest = at < 0 ? "no" : command.substring(at + 4 + directory.length());
        return rest.isEmpty() || rest.startsWith("/") || rest.startsWith(" ");
    }

    private static boolean descends(Line line, Map<Long, Line> byPid, Set<Long> ours) {
        Line at = line;
        for (int depth = 0; at != null && depth < 10; depth++) {
            if (ours.contains(at.pid())) {
                return true;
            }
            at = byPid.get(at.parent());
        }
        return false;
    }

    private static Line parse(String line) {
        String[] words = line.strip().split("\\s+", 4);
        return new Line(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], words.length > 3 ? words[3] : "");
    }
}
