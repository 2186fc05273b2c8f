package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code pg_rewind} against a running source. */
public final class Rewind {

    private final Host host;
    private final PostgresBinaries binaries;

    /** Rewinds of the node on this host. */
    public Rewind(Host host, PostgresBinaries binaries) {
        this.host = host;
        this.binaries = binaries;
    }

    /** Whether a rewind was begun here and did not come to its end: the directory must not be started. */
    public boolean isUnfinished() {
        return host.exists(marker());
    }

    /** A new data directory has taken the place of a half-rewound one. */
    public void forget() {
        host.delete(marker());
    }

    /**
     * Runs it.
     *
     * @param source how the source is called
     * @param endpoint where it is reached: the end of the link
     * @param restoreTargetWal whether to fetch missing WAL by the target's {@code restore_command}
     * @return what it wrote
     * @throws ReplicatedPostgresException if it failed; the directory is then unusable until a rewind or rebuild succeeds
     */
    public String run(
            String source, Endpoint endpoint, String passwordFile, boolean restoreTargetWal, Duration deadline) {
        var data = new DataDirectory(host);
        // jit=off: the query over the source's files has a cost estimate that makes it compile for longer than it runs
        String connection = "host=%s port=%d user=%s dbname=postgres application_name=%s-rewind options='-c jit=off'"
                .formatted(endpoint.host(), endpoint.port(), Credentials.SUPERUSER, host.node());
        Command command = Command.of(
                        binaries.path("pg_rewind"),
                        "--target-pgdata=" + data.path(),
                        "--source-server=" + connection,
                        "--no-sync")
                .withEnvironment("PGPASSFILE", passwordFile);
        if (restoreTargetWal) {
            command = besideData(command.with("--restore-target-wal"));
        }
        host.write(marker(), new byte[0]);
        Outcome outcome;
        try {
            outcome = host.run(command, deadline);
        } catch (DeadlineException e) {
            throw new DeadlineException(
                    "rewind of %s to %s through %s: %s The directory of %s is half rewound and cannot be started: rewind it again, or rebuild it."
                            .formatted(host.node(), source, endpoint, e.getMessage(), host.node()));
        }
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("pg_rewind of %s to %s failed (exit code %d): %s"
                    .formatted(
                            host.node(),
                            source,
                            outcome.exitCode(),
                            outcome.output().strip()));
        }
        host.delete(marker());
        return outcome.output();
    }

    /**
     * The restore command's paths are relative to the data directory; {@code pg_rewind} runs it from wherever it was started.
     * A directory beside the data directory will do, where it is not taken for a process of the server.
     */
    private Command besideData(Command command) {
        String beside = host.home() + "/beside";
        host.makeDirectory(beside);
        var words = new ArrayList<>(List.of("/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", beside));
        words.addAll(command.words());
        return new Command(words, command.environment());
    }

    private String marker() {
        return host.home() + "/rewind.unfinished";
    }
}
