package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import java.time.Duration;
import java.util.List;

/** {@code pg_waldump}: what the WAL of a node says, its server running or not. */
public final class WalDump {

    private final Host host;
    private final PostgresBinaries binaries;
    private final Duration deadline;

    /** Dumps of the node on this host. */
    public WalDump(Host host, PostgresBinaries binaries, Duration deadline) {
        this.host = host;
        this.binaries = binaries;
        this.deadline = deadline;
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
                "--path=" + new DataDirectory(host).path("pg_wal"),
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
