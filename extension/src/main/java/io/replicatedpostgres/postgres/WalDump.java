package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code pg_waldump}: what the WAL of a node says, its server running or not. */
public final class WalDump {

    private final Host host;
    private final PostgresBinaries binaries;
    private final Duration deadline;
    private final String directory;

    private WalDump(Host host, PostgresBinaries binaries, Duration deadline, String directory) {
        this.host = host;
        this.binaries = binaries;
        this.deadline = deadline;
        this.directory = directory;
    }

    /** Dumps of the node on this host. */
    public WalDump(Host host, PostgresBinaries binaries, Duration deadline) {
        this(host, binaries, deadline, new DataDirectory(host).path("pg_wal"));
    }

    /**
     * The same with what is archived of the WAL: of a missing file {@code pg_waldump} tells no more than after five seconds
     * that it is not there. Both are linked into one directory as long as the work takes.
     */
    public <T> T withArchive(Archive archive, Function<WalDump, T> work) {
        return linked(List.of(archive.directory(), directory), Map.of(), work);
    }

    /**
     * The same for the WAL along a history: a segment in which a timeline was left is there under the name of the next one too,
     * and may be there under that name alone.
     *
     * @param archive what is archived of it; empty if nothing is
     */
    public <T> T along(TimelineHistory history, Optional<Archive> archive, Function<WalDump, T> work) {
        long bytes = new WalSegments(host).bytes();
        var aliases = new LinkedHashMap<String, String>();
        List<Timeline> timelines = history.timelines();
        for (int later = timelines.size() - 1; later > 0; later--) {
            long segment = history.began(timelines.get(later)).orElseThrow().bytes() / bytes;
            for (Timeline earlier : timelines.subList(0, later)) {
                aliases.put(
                        WalSegments.name(earlier, segment, bytes),
                        WalSegments.name(timelines.get(later), segment, bytes));
            }
        }
        var directories = new ArrayList<String>();
        archive.map(Archive::directory).ifPresent(directories::add);
        directories.add(directory);
        return linked(directories, aliases, work);
    }

    private <T> T linked(List<String> directories, Map<String, String> aliases, Function<WalDump, T> work) {
        String both = host.home() + "/waldump";
        var script = new StringBuilder(
                "both=\"$1\"; shift; mkdir \"$both\" && for d in \"$@\"; do for f in \"$d\"/*; do if test -f \"$f\"; then ln -sf \"$f\" \"$both\"; fi; done; done; cd \"$both\"");
        aliases.forEach((name, other) -> script.append(
                "; if test ! -e %s && test -e %s; then ln -s %s %s; fi".formatted(name, other, other, name)));
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script.toString(), "sh", both));
        words.addAll(directories);
        host.delete(both);
        try {
            Outcome linked = host.run(new Command(words, Map.of()), deadline);
            if (!linked.succeeded()) {
                throw new ReplicatedPostgresException("the WAL of %s and its archive could not be linked: %s"
                        .formatted(host.node(), linked.output().strip()));
            }
            return work.apply(new WalDump(host, binaries, deadline, both));
        } finally {
            host.delete(both);
        }
    }

    /** The oldest position from which on the WAL up to another is there without a gap; the other itself if none is. */
    public Lsn oldest(TimelineHistory history, Lsn upTo) {
        long bytes = new WalSegments(host).bytes();
        Set<String> there = new HashSet<>(host.list(directory));
        long segment = (upTo.bytes() - 1) / bytes;
        while (segment >= 0 && there.contains(WalSegments.name(timelineOf(history, segment, bytes), segment, bytes))) {
            segment--;
        }
        Lsn oldest = new Lsn((segment + 1) * bytes);
        return oldest.isAfter(upTo) ? upTo : oldest;
    }

    private static Timeline timelineOf(TimelineHistory history, long segment, long bytes) {
        return history.at(new Lsn(Math.max(1, segment * bytes + 1))).timeline();
    }

    /**
     * The records of one resource manager between two positions, along a history.
     *
     * @param manager as {@code pg_waldump --rmgr=list} names it
     * @throws ReplicatedPostgresException if not all of that WAL is there
     */
    public List<String> records(TimelineHistory history, Lsn from, Lsn to, String manager) {
        if (oldest(history, to).isAfter(from)) {
            throw new ReplicatedPostgresException(
                    "the WAL of %s from %s to %s is not there any more".formatted(host.node(), from, to));
        }
        var records = new ArrayList<String>();
        List<Timeline> timelines = history.timelines();
        for (int i = 0; i < timelines.size(); i++) {
            Lsn began = history.began(timelines.get(i)).orElse(Lsn.ZERO);
            Lsn left = i + 1 < timelines.size()
                    ? history.began(timelines.get(i + 1)).orElse(to)
                    : to;
            Lsn first = from.isAfter(began) ? from : began;
            Lsn last = left.isAfter(to) ? to : left;
            if (last.isAfter(first)) {
                records.addAll(lines(timelines.get(i), manager, "--start=" + first, "--end=" + last));
            }
        }
        return records;
    }

    private List<String> lines(Timeline timeline, String manager, String... range) {
        binaries.require(
                "pg_waldump", "reading the WAL of %s".formatted(host.node()), "do without the report of what is lost");
        Command command = Command.of(
                        binaries.path("pg_waldump"),
                        "--path=" + directory,
                        "--timeline=" + timeline.id(),
                        "--rmgr=" + manager)
                .with(range);
        return host.run(command, deadline)
                .output()
                .lines()
                .filter(line -> line.startsWith("rmgr: "))
                .toList();
    }

    /**
     * The records of one resource manager from a position on, as {@code pg_waldump} writes them. It ends where the WAL does;
     * what is missing is silently not there.
     *
     * @param manager as {@code pg_waldump --rmgr=list} names it: {@code XLOG}, {@code Transaction}, {@code Heap}
     */
    public List<String> records(Timeline timeline, Lsn from, String manager) {
        return lines(timeline, manager, "--start=" + from);
    }
}
