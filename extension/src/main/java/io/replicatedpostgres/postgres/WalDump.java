package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.List;
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
        String both = host.home() + "/waldump";
        String link =
                "mkdir \"$1\" && for f in \"$2\"/* \"$3\"/*; do if test -f \"$f\"; then ln -sf \"$f\" \"$1\"; fi; done";
        host.delete(both);
        try {
            Outcome linked =
                    host.run(Command.of("/bin/sh", "-c", link, "sh", both, archive.directory(), directory), deadline);
            if (!linked.succeeded()) {
                throw new ReplicatedPostgresException("the WAL of %s and its archive could not be linked: %s"
                        .formatted(host.node(), linked.output().strip()));
            }
            return work.apply(new WalDump(host, binaries, deadline, both));
        } finally {
            host.delete(both);
        }
    }

    /**
     * The records of one resource manager from a position on, as {@code pg_waldump} writes them. It ends where the WAL does;
     * what is missing is silently not there.
     *
     * @param manager as {@code pg_waldump --rmgr=list} names it: {@code XLOG}, {@code Transaction}, {@code Heap}
     */
    public List<String> records(Timeline timeline, Lsn from, String manager) {
        Command command = Command.of(
                binaries.path("pg_waldump"),
                "--path=" + directory,
                "--timeline=" + timeline.id(),
                "--start=" + from,
                "--rmgr=" + manager);
        return host.run(command, deadline)
                .output()
                .lines()
                .filter(line -> line.startsWith("rmgr: "))
                .toList();
    }
}
