package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.Archive;
import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lets a fault act on one server: past all links, as superuser, with all that the harness knows of it. */
public interface Patient {

    /** Which node it is. */
    NodeRef ref();

    /** Where it lives. */
    Host host();

    /** Its processes, data directory and log. */
    Server server();

    /** The PostgreSQL it runs. */
    PostgresVersion version();

    /** How long anything may take. */
    Duration deadline();

    /** A new session in the database {@code postgres}, past all links. */
    Sql session();

    /** A new session that only holds a walsender; of no use for statements. */
    Sql walsender();

    /** Its archive; empty if the cluster has none. */
    Optional<Archive> archive();

    /** Its settings; {@link #applyConfiguration()} puts them into force. */
    Configuration configuration();

    /** Writes its settings and, if it runs, makes it read them. */
    void applyConfiguration();

    /** What its control file says. */
    ControlData controlData();

    /** The passwords of the cluster. */
    Credentials credentials();

    /** The file its tools and its walreceiver read their passwords from. */
    String passwordFile();

    /**
     * The process of its failover manager's agent; none if that does not run.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if the cluster has no failover manager
     */
    List<ServerProcess> agent();

    /** Starts it, as {@code Node.start} does. */
    void start();

    /** Stops it, as {@code Node.stop} does. */
    void stop(StopMode mode);

    /** Kills it, as {@code Node.kill} does. */
    void kill();

    /** Cuts the power of its machine, as {@code Node.cutPower} does. */
    void cutPower();
}
