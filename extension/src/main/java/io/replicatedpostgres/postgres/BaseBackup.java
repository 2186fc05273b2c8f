package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;

/** {@code pg_basebackup}: a new data directory from a running server. */
public final class BaseBackup {

    private final Host host;
    private final PostgresBinaries binaries;

    /** Base backups into the data directory of the node on this host. */
    public BaseBackup(Host host, PostgresBinaries binaries) {
        this.host = host;
        this.binaries = binaries;
    }

    /**
     * Replaces the data directory. Without {@code -R}, which would write a password in clear: the caller writes the
     * standby's configuration.
     */
    public void run(Upstream from, String passwordFile, Duration deadline) {
        var data = new DataDirectory(host);
        host.delete(data.path());
        host.makeDirectory(data.path());
        Command command = Command.of(
                        binaries.path("pg_basebackup"),
                        "-D",
                        data.path(),
                        "-h",
                        from.endpoint().host(),
                        "-p",
                        String.valueOf(from.endpoint().port()),
                        "-U",
                        Credentials.REPLICATION,
                        "-X",
                        "stream",
                        "-c",
                        "fast",
                        "--no-sync",
                        "--no-password")
                .withEnvironment("PGPASSFILE", passwordFile)
                .withEnvironment("PGAPPNAME", host.node() + "-basebackup");
        if (from.slot() != null) {
            command = command.with("-S", from.slot());
        }
        try {
            Outcome outcome = host.run(command, deadline);
            if (!outcome.succeeded()) {
                throw new ReplicatedPostgresException("base backup of %s onto %s failed: %s"
                        .formatted(from.node(), host.node(), outcome.output().strip()));
            }
        } catch (ReplicatedPostgresException e) {
            host.delete(data.path());
            throw e instanceof DeadlineException
                    ? new DeadlineException("base backup of %s onto %s through %s: %s"
                            .formatted(from.node(), host.node(), from.endpoint(), e.getMessage()))
                    : e;
        }
    }
}
