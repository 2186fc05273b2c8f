package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What belongs to a session and not to a table does not survive a failover. */
@Tag("clients")
@Tag("quick")
public class LostSessionScenarios {

    private static final String LOCK = "SELECT pg_try_advisory_lock(42)";

    @Test
    @Tag("CLI-08")
    @Tag("high")
    @Scenario(
            situation =
                    "An instance of a service is the leader because it holds an advisory lock. The primary dies, the "
                            + "standby is promoted, and the leader has not used its connection since.",
            expectation = "A lock is held until its holder gives it back.",
            reality =
                    "Advisory locks are not replicated. A second instance gets the same lock on the new primary. The first "
                            + "one learns that it is no leader any more with its next statement, by an error of class 08 or 57.",
            source = "PostgreSQL documentation, Advisory Locks")
    @ReplicatedPostgres
    void anAdvisoryLockIsGivenToASecondLeader(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir)
            throws SQLException {
        try (Connection first = old.dataSource().getConnection();
                Connection second = old.dataSource().getConnection()) {
            assertThat(only(first, LOCK)).isEqualTo("t");
            assertThat(only(second, LOCK)).isEqualTo("f");
            cluster.awaitInSync();

            old.kill();
            heir.promote();

            try (Connection again = heir.dataSource().getConnection()) {
                assertThat(only(again, LOCK)).isEqualTo("t");
            }
            assertThatThrownBy(() -> only(first, "SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            told -> assertThat(told.getSQLState()).containsPattern("^(08|57)"));
        }
    }

    @Test
    @Tag("CLI-08")
    @Tag("medium")
    @Scenario(
            situation =
                    "A client listens to a channel, has a temporary table and a setting of its session. The primary dies. "
                            + "The client connects to the promoted standby and goes on.",
            expectation = "A driver that connects again restores the session.",
            reality = "The new session listens to nothing, has no temporary table, and has the default of the setting. "
                    + "Notifications, sent before or after, do not reach it until it runs LISTEN again.",
            source = "PostgreSQL documentation, LISTEN, CREATE TABLE")
    @ReplicatedPostgres
    void aNewSessionListensToNothing(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir)
            throws SQLException {
        try (Connection client = old.dataSource().getConnection()) {
            run(client, "LISTEN orders", "CREATE TEMPORARY TABLE cart (id int)", "SET work_mem = '7MB'");
            old.execute("NOTIFY orders, '1'");
            assertThat(heard(client)).isEqualTo(1);
            cluster.awaitInSync();
        }

        old.kill();
        heir.promote();

        try (Connection client = heir.dataSource().getConnection()) {
            heir.execute("NOTIFY orders, '2'");
            assertThat(heard(client)).isZero();
            assertThat(only(client, "SELECT to_regclass('pg_temp.cart') IS NULL"))
                    .isEqualTo("t");
            assertThat(only(client, "SHOW work_mem")).isNotEqualTo("7MB");
            run(client, "LISTEN orders");
            heir.execute("NOTIFY orders, '3'");
            assertThat(heard(client)).isEqualTo(1);
        }
    }

    /** How many notifications have come: the server sends those of the past before the answer to a statement. */
    private static int heard(Connection client) throws SQLException {
        run(client, "SELECT 1");
        return client.unwrap(PGConnection.class).getNotifications().length;
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static String only(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
