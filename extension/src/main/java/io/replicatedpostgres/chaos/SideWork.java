package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.SpecException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Threads that do {@link DatabaseWork} on the primary until this is closed: one for each kind. */
final class SideWork implements AutoCloseable {

    /** Shorter than a failover, so that no thread waits long for a server that is gone. */
    private static final String SECONDS_MAX = "5";

    /** Some megabytes of WAL a second, which standbys on one machine can follow. */
    private static final Duration BETWEEN_TURNS = Duration.ofMillis(200);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    /** What a node that was away for some seconds still needs. By default, checkpoints remove it at once. */
    private static final String KEPT_WAL = "256MB";

    private static final int FIRST_WITH_KEEP_SIZE = 13;

    private final Cluster cluster;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ends;

    private SideWork(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Begins it on a cluster that is set as {@link #requireSettings} wants it, or on another one of the same spec. */
    static SideWork begin(Cluster cluster, List<DatabaseWork> kinds) {
        if (!kinds.isEmpty()) {
            keepWal(cluster);
        }
        var work = new SideWork(cluster);
        for (DatabaseWork kind : kinds) {
            var thread = new Thread(() -> work.repeat(kind), "chaos: " + kind);
            thread.setDaemon(true);
            work.threads.add(thread);
        }
        work.threads.forEach(Thread::start);
        return work;
    }

    /**
     * Looks whether a cluster is set so that all of it can be done.
     *
     * @throws SpecException if it is not
     */
    static void requireSettings(Cluster cluster, List<DatabaseWork> kinds) {
        for (DatabaseWork kind : kinds) {
            boolean isSet = "t"
                    .equals(cluster.primary()
                            .queryPastLinks("SELECT (" + kind.question() + ")::text::char")
                            .get(0));
            if (!isSet) {
                String setting = kind.setting().orElse("");
                throw SpecException.of(
                        "DatabaseWork." + kind,
                        "it needs " + setting,
                        "Start the cluster with settings = \"%s\"".formatted(setting));
            }
        }
    }

    /**
     * Not in the settings of the spec, because its name is another one until 12, and not by {@link Node#configure}, which a failover manager
     * forbids.
     */
    private static void keepWal(Cluster cluster) {
        String setting = cluster.version().isAtLeast(FIRST_WITH_KEEP_SIZE)
                ? "wal_keep_size = '%s'".formatted(KEPT_WAL)
                : "wal_keep_segments = 256"; // of 1 MB, as the harness makes them
        for (Node node : cluster.nodes()) {
            if (node.isRunning()) {
                node.execute("ALTER SYSTEM SET " + setting);
                node.execute("SELECT pg_reload_conf()");
            }
        }
    }

    private void repeat(DatabaseWork kind) {
        int turn = 1;
        while (!ends) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                while (!ends) {
                    turn(statement, kind, turn++);
                    new Pause(BETWEEN_TURNS).now();
                }
            } catch (SQLException e) {
                // the primary is gone: the next turn finds the one that is there then
                new Pause(BETWEEN_TRIES).now();
            }
        }
    }

    /** A statement that fails is passed over; a connection that is lost ends the turn. */
    private void turn(Statement statement, DatabaseWork kind, int turn) throws SQLException {
        for (String sql : kind.statements(turn)) {
            if (ends) {
                return;
            }
            try {
                statement.execute(sql);
            } catch (SQLException e) {
                if (!statement.getConnection().isValid(1)) {
                    throw e;
                }
                statement.execute("ROLLBACK");
            }
        }
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", cluster.user());
        properties.setProperty("password", cluster.password());
        properties.setProperty("connectTimeout", SECONDS_MAX);
        properties.setProperty("socketTimeout", SECONDS_MAX);
        properties.setProperty("preferQueryMode", "simple"); // several statements at once, as psql sends them
        return DriverManager.getConnection(cluster.jdbcUrl(), properties);
    }

    /** Ends the threads. What is prepared then is committed, because it would hold its locks for ever. */
    @Override
    public void close() {
        ends = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        commitPrepared();
    }

    private void commitPrepared() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            var names = new ArrayList<String>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'side\\_%'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("COMMIT PREPARED '%s'".formatted(name));
            }
        } catch (SQLException e) {
            // no primary: the schedule has failed then, and says so
        }
    }
}
