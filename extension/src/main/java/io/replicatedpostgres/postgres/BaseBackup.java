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
        into(new DataDirectory(host).path(), from, passwordFile, deadline);
    }

    /** Replaces another directory of the host. */
    public void into(String directory, Upstream from, String passwordFile, Duration deadline) {
        backUp(command(directory, from, passwordFile), directory, from, deadline);
    }

    /** What has changed since an earlier backup on the host, into another directory of it; PostgreSQL 17 and later. */
    public void increment(String earlier, String directory, Upstream from, String passwordFile, Duration deadline) {
        Command command = command(directory, from, passwordFile).with("--incremental", earlier + "/backup_manifest");
        backUp(command, directory, from, deadline);
    }

    /**
     * Makes one data directory of a backup and what changed since it.
     *
     * @throws ReplicatedPostgresException if they do not fit; the message holds what {@code pg_combinebackup} wrote
     */
    public void combine(String full, String increment, Duration deadline) {
        var data = new DataDirectory(host).path();
        host.delete(data);
        Outcome outcome = host.run(
                Command.of(binaries.path("pg_combinebackup"), "--no-sync", "-o", data, full, increment), deadline);
        if (!outcome.succeeded()) {
            host.delete(data);
            throw new ReplicatedPostgresException("pg_combinebackup failed on %s: %s"
                    .formatted(host.node(), outcome.output().strip()));
        }
    }

    private Command command(String directory, Upstream from, String passwordFile) {
        Command command = Command.of(
                        binaries.path("pg_basebackup"),
                        "-D",
                        directory,
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
        return from.slot() == null ? command : command.with("-S", from.slot());
    }

    private void backUp(Command command, String directory, Upstream from, Duration deadline) {
        host.delete(directory);
        host.makeDirectory(directory);
        try {
            Outcome outcome = host.run(command, deadline);
            if (!outcome.succeeded()) {
                throw new ReplicatedPostgresException("base backup of %s onto %s failed: %s"
                        .formatted(from.node(), host.node(), outcome.output().strip()));
            }
        } catch (ReplicatedPostgresException e) {
            host.delete(directory);
            throw e instanceof DeadlineException
                    ? new DeadlineException("base backup of %s onto %s through %s: %s"
                            .formatted(from.node(), host.node(), from.endpoint(), e.getMessage()))
                    : e;
        }
    }
}
