package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Initdb;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.ServerSettings;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.postgres.StoredPasswords;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.topology.Host;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Builds the data directory that clusters are copied from: made once, initialised, and stopped cleanly. */
public final class TemplateBuild {

    private static final String PASSWORD_FILE = "password";

    private final Host host;
    private final PostgresBinaries binaries;
    private final ClusterSpec spec;
    private final String clusterName;
    private final Duration deadline;

    /**
     * A build on a host of its own.
     *
     * @param clusterName marks the processes of its server
     */
    public TemplateBuild(Host host, PostgresBinaries binaries, ClusterSpec spec, String clusterName) {
        this.host = host;
        this.binaries = binaries;
        this.spec = spec;
        this.clusterName = clusterName;
        this.deadline = Preparation.deadline(spec);
    }

    /** Leaves a stopped server's data directory in the host's home; no password opens a copy that is not given one. */
    public void run() {
        try {
            build();
        } catch (SpecException e) {
            throw e;
        } catch (ReplicatedPostgresException e) {
            throw new ReplicatedPostgresException(
                    "no template could be made with %s: %s\nIf the binaries are to blame, name others with %s."
                            .formatted(binaries, e.getMessage(), PlaceKey.BINARIES.key()),
                    e);
        }
    }

    private void build() {
        String password = Credentials.randomPassword();
        host.write(host.home() + "/" + PASSWORD_FILE, password.getBytes(StandardCharsets.UTF_8));
        new Initdb(host, binaries, spec.place().profile()).run(host.home() + "/" + PASSWORD_FILE, deadline);
        var server = new Server(host, binaries);
        var settings = new ServerSettings(binaries.version(), spec.place().profile());
        var configuration = settings.defaults();
        if (spec.initScripts().isEmpty()) {
            smallest(configuration);
        } else {
            // a script may need a preloaded library, or many locks
            FileSettings.into(configuration, spec.place());
            configuration
                    .setAll(spec.settings(), "asked for by the test")
                    .setAll(spec.primary().settings(), "asked for by the test");
        }
        settings.own(configuration, host, clusterName);
        server.configure(configuration);
        server.start(deadline);
        // a script is the test's own, and its timeout holds for it
        Duration ofSession = spec.initScripts().isEmpty() ? deadline : spec.deadline();
        try (Sql sql = Sql.ofHarness(new Login("the template", host.endpoint(), "postgres", password, ofSession))) {
            sql.execute("CREATE ROLE repl LOGIN REPLICATION");
            spec.initScripts().forEach(script -> new ScriptRun(script, sql, spec).run());
            // they may have left the session in a transaction, as another role, or read-only
            sql.execute("ROLLBACK");
            sql.execute("DISCARD ALL");
            refuseAbsoluteTablespaces(sql, server);
            ScriptRun.refuseOwned(server.data().alterSystem());
            // after the scripts, which may have changed them
            sql.execute(StoredPasswords.forgetting());
            // else the first log-in of each cluster sets hint bits, which are WAL with wal_log_hints
            sql.execute("VACUUM (FREEZE) pg_authid");
        }
        server.stop(StopMode.FAST, deadline);
        Initdb.trimWal(host);
        host.delete(host.home() + "/" + PASSWORD_FILE);
    }

    /** A standby refuses to start with less than the control file says, and a test may ask for little. */
    private static void smallest(Configuration configuration) {
        String reason = "any test may ask for less than the default";
        configuration
                .set("max_connections", "8", reason)
                .set("max_worker_processes", "0", reason)
                .set("max_wal_senders", "0", reason)
                .set("max_prepared_transactions", "0", reason)
                .set("max_locks_per_transaction", "10", reason);
    }

    private void refuseAbsoluteTablespaces(Sql sql, Server server) {
        List<String> absolute = new Catalog(host.node(), binaries.version(), sql).absoluteTablespaces();
        if (absolute.isEmpty()) {
            return;
        }
        List<String> locations = sql.query(
                "SELECT pg_tablespace_location(oid) FROM pg_tablespace WHERE pg_tablespace_location(oid) LIKE '/%'",
                row -> row.getString(1));
        server.kill(deadline);
        locations.forEach(this::takeBack);
        throw SpecException.of(
                "initScripts: tablespace " + absolute.get(0),
                "several servers on one machine would write the same directory",
                "Use LOCATION '' (PostgreSQL 15 and later), which lies within each data directory");
    }

    /** What the server made there; had there been another's of this version, it would have refused the tablespace. */
    private void takeBack(String location) {
        String prefix = "PG_%s_".formatted(binaries.version().major());
        host.list(location).stream()
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> host.delete(location + "/" + name));
    }
}
