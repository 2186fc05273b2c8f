package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What states the servers of a cluster are in while this is open: the role of each node and how many promotions its timeline has seen, and in each of these what
 * the processes wait for. Each node is looked at ten times a second; one that does not answer is <i>silent</i>.
 */
final class StatesReached implements AutoCloseable {

    private static final int BETWEEN_LOOKS_MILLIS = 100;
    private static final String SECONDS_MAX = "1";

    /** The first row is the role and the timeline, the others are what happens; no name in it differs from run to run. */
    private static final String QUERY = """
            SELECT CASE WHEN pg_is_in_recovery() THEN 'S' ELSE 'P' END
                || (SELECT timeline_id FROM pg_control_checkpoint())
            UNION ALL SELECT * FROM (
                SELECT DISTINCT backend_type || ':' || coalesce(wait_event, state, 'works')
                FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                UNION SELECT 'sender:' || state FROM pg_stat_replication
                UNION SELECT 'receiver:' || status FROM pg_stat_wal_receiver
                UNION SELECT 'slot:' || slot_type || CASE WHEN active THEN '' ELSE ' unused' END FROM pg_replication_slots
                UNION SELECT 'prepared' FROM pg_prepared_xacts) AS what""";

    private final Cluster cluster;
    private final Set<String> states = new TreeSet<>();
    private final Map<Node, Connection> connections = new HashMap<>();
    private final CountDownLatch ends = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "states reached");

    private StatesReached(Cluster cluster) {
        this.cluster = cluster;
        thread.setDaemon(true);
    }

    /** Begins to look. */
    static StatesReached of(Cluster cluster) {
        var states = new StatesReached(cluster);
        states.thread.start();
        return states;
    }

    /** Those that were seen; to be asked when this is closed. */
    Set<String> seen() {
        return states;
    }

    private void watch() {
        try {
            while (!ends.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.values().forEach(StatesReached::closeQuietly);
        }
    }

    private void look() {
        var roles = new ArrayList<String>();
        var happening = new ArrayList<String>();
        for (Node node : cluster.nodes()) {
            List<String> rows = rows(node);
            roles.add(rows.get(0));
            rows.stream().skip(1).map(row -> rows.get(0).charAt(0) + " " + row).forEach(happening::add);
        }
        String together = String.join(" ", roles);
        states.add(together);
        happening.forEach(what -> states.add(together + " | " + what));
    }

    private List<String> rows(Node node) {
        try (Statement statement = connection(node).createStatement();
                ResultSet rows = statement.executeQuery(QUERY)) {
            var read = new ArrayList<String>();
            while (rows.next()) {
                read.add(rows.getString(1));
            }
            return read;
        } catch (SQLException e) {
            closeQuietly(connections.remove(node));
            return List.of("silent");
        }
    }

    private Connection connection(Node node) throws SQLException {
        Connection open = connections.get(node);
        if (open == null) {
            var properties = new Properties();
            properties.setProperty("user", cluster.user());
            properties.setProperty("password", cluster.password());
            properties.setProperty("loginTimeout", SECONDS_MAX);
            properties.setProperty("socketTimeout", SECONDS_MAX);
            open = DriverManager.getConnection(node.jdbcUrl(), properties);
            connections.put(node, open);
        }
        return open;
    }

    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // its server is gone
        }
    }

    @Override
    public void close() {
        ends.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
