package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code initdb}: the first data directory. */
public final class Initdb {

    private static final List<String> OPTIONS =
            List.of("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync");

    private final Host host;
    private final PostgresBinaries binaries;
    private final ServerProfile profile;

    /** Runs on a host. */
    public Initdb(Host host, PostgresBinaries binaries, ServerProfile profile) {
        this.host = host;
        this.binaries = binaries;
        this.profile = profile;
    }

    /** What it is called with, but for files; small segments are little to copy, and lost before a test gets bored. */
    public static List<String> options(ServerProfile profile) {
        var options = new ArrayList<>(OPTIONS);
        if (profile == ServerProfile.SMALL) {
            options.add("--wal-segsize=1");
        }
        return options;
    }

    /** Makes the data directory; the superuser's password is the content of the file. */
    public void run(String passwordFile, Duration deadline) {
        String data = new DataDirectory(host).path();
        Command command = Command.of(
                        binaries.path("initdb"), "-D", data, "-U", Credentials.SUPERUSER, "--pwfile=" + passwordFile)
                .with(options(profile).toArray(String[]::new));
        Outcome outcome = host.run(command, deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("initdb of %s failed (exit code %s): %s"
                    .formatted(binaries, outcome.exitCode(), outcome.output().strip()));
        }
    }

    /** Removes the segments a stopped server keeps for later: all but the one with its last checkpoint. */
    public static void trimWal(Host host) {
        var data = new DataDirectory(host);
        String needed = ControlData.read(host).redoFile();
        for (String file : host.list(data.path("pg_wal"))) {
            if (file.matches("[0-9A-F]{24}") && !file.equals(needed)) {
                host.delete(data.path("pg_wal/" + file));
            }
        }
    }
}
