package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;

/** A new data directory from a running server: by {@code pg_basebackup}, or by a copy of its files where that program is missing. */
public final class BaseBackup {

    private static final String PROGRAM = "pg_basebackup";

    private final Host host;
    private final PostgresBinaries binaries;
    private final Credentials credentials;

    /** Base backups into the data directory of the node on this host. */
    public BaseBackup(Host host, PostgresBinaries binaries, Credentials credentials) {
        this.host = host;
        this.binaries = binaries;
        this.credentials = credentials;
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
        if (binaries.has(PROGRAM)) {
            backUp(() -> run(command(directory, from, passwordFile), deadline), directory, from);
        } else {
            var login = new Login(
                    from.node().name(), from.endpoint(), "postgres", credentials.superuserPassword(), deadline);
            backUp(() -> CopiedBackup.into(directory, host, login, from.slot(), binaries.version()), directory, from);
        }
    }

    /** What has changed since an earlier backup on the host, into another directory of it; PostgreSQL 17 and later. */
    public void increment(String earlier, String directory, Upstream from, String passwordFile, Duration deadline) {
        binaries.require(PROGRAM, "the incremental backup of %s".formatted(from.node()), "take a backup of everything");
        Command command = command(directory, from, passwordFile).with("--incremental", earlier + "/backup_manifest");
        backUp(() -> run(command, deadline), directory, from);
    }

    /**
     * Makes one data directory of a backup and what changed since it.
     *
     * @throws ReplicatedPostgresException if they do not fit; the message holds what {@code pg_combinebackup} wrote
     */
    public void combine(String full, String increment, Duration deadline) {
        binaries.require(
                "pg_combinebackup",
                "the incremental backup of %s".formatted(host.node()),
                "take a backup of everything");
        var data = new DataDirectory(host).path();
        host.delete(data);
        Outcome outcome = host.run(
                Unsynced.unlessPowerCanBeCut(
                        host, Command.of(binaries.path("pg_combinebackup"), "-o", data, full, increment)),
                deadline);
        if (!outcome.succeeded()) {
            host.delete(data);
            throw new ReplicatedPostgresException("pg_combinebackup failed on %s: %s"
                    .formatted(host.node(), outcome.output().strip()));
        }
    }

    private Command command(String directory, Upstream from, String passwordFile) {
        Command command = Command.of(
                        binaries.path(PROGRAM),
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
                        "--no-password")
                .withEnvironment("PGPASSFILE", passwordFile)
                .withEnvironment("PGAPPNAME", host.node() + "-basebackup");
        Command unsynced = Unsynced.unlessPowerCanBeCut(host, command);
        return from.slot() == null ? unsynced : unsynced.with("-S", from.slot());
    }

    private void run(Command command, Duration deadline) {
        Outcome outcome = host.run(command, deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException(outcome.output().strip());
        }
    }

    private void backUp(Runnable copy, String directory, Upstream from) {
        host.delete(directory);
        host.makeDirectory(directory);
        try {
            copy.run();
        } catch (DeadlineException e) {
            host.delete(directory);
            throw new DeadlineException("base backup of %s onto %s through %s: %s"
                    .formatted(from.node(), host.node(), from.endpoint(), e.getMessage()));
        } catch (ReplicatedPostgresException e) {
            host.delete(directory);
            throw new ReplicatedPostgresException(
                    "base backup of %s onto %s failed: %s".formatted(from.node(), host.node(), e.getMessage()), e);
        }
    }
}
