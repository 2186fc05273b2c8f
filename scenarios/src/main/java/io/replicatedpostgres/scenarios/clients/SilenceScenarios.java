package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.provision.Background;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server does not answer any more, and does not hang up either. */
@Tag("clients")
@Tag("quick")
public class SilenceScenarios {

    private static final String WAITING_COMMITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    @Test
    @Tag("CLI-03")
    @Tag("high")
    @Scenario(
            situation = "Nothing of the primary reaches the client any more: no answer, no reset.",
            expectation = "The driver notices after a while, or tcpKeepAlive does.",
            reality =
                    "With socketTimeout it gives up with 08006 after that time. Without, it waits as long as the silence "
                            + "lasts. (Behind a stream proxy the client's own TCP connection is alive, so that tcpKeepAlive, which "
                            + "would notice after two hours with the defaults of Linux, does not show here.)",
            source = "documentation of pgjdbc, socketTimeout")
    @ReplicatedPostgres
    void onlyASocketTimeoutEndsTheSilence(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        try (Connection bounded = open(cluster, primary, "socketTimeout=1");
                Connection patient = open(cluster, primary, "tcpKeepAlive=true")) {
            Injected silence = cluster.inject(clientsCut(primary, Cut.FREEZE));
            CompletableFuture<Void> waiting = Background.begin(() -> execute(patient, "SELECT 1"));

            assertThatThrownBy(() -> execute(bounded, "SELECT 1"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            gaveUp -> assertThat(gaveUp.getSQLState()).isEqualTo("08006"));
            assertThat(waiting).isNotDone();

            silence.heal();
            await().until(waiting::isDone);
            waiting.join();
        }
    }

    @Test
    @Tag("CLI-07")
    @Tag("critical")
    @Scenario(
            situation = "The answer to a commit does not come in time. The application does the same again.",
            expectation = "What was not acknowledged was not done.",
            reality =
                    "It was done, or will be: the row is there twice. With a unique key the repetition fails with 23505, "
                            + "and that tells that the first was done.",
            source = "camunda-docs issue 9548")
    @ReplicatedPostgres(synchronousStandbys = "*")
    void repeatingWhatMayHaveBeenDoneDoesItTwice(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE loose (id int); CREATE TABLE strict (id int PRIMARY KEY)");
        Injected cut = cluster.inject(between(primary, cluster.standby()));
        assertThatNoAnswerComes(cluster, "INSERT INTO loose VALUES (1)");
        assertThatNoAnswerComes(cluster, "INSERT INTO strict VALUES (1)");

        cut.heal();
        await().until(() -> primary.query(WAITING_COMMITS).contains("0"));

        try (Connection again = open(cluster, primary)) {
            execute(again, "INSERT INTO loose VALUES (1)");
            assertThatThrownBy(() -> execute(again, "INSERT INTO strict VALUES (1)"))
                    .cause()
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("23505"));
        }
        assertThat(primary.query("SELECT count(*) FROM loose")).containsExactly("2");
        assertThat(primary.query("SELECT count(*) FROM strict")).containsExactly("1");
    }

    /** The commit waits for the standby, and its client no longer for the commit. */
    private static void assertThatNoAnswerComes(Cluster cluster, String statement) throws SQLException {
        try (Connection first = open(cluster, cluster.primary(), "socketTimeout=1")) {
            assertThatThrownBy(() -> execute(first, statement)).hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    private static Connection open(Cluster cluster, Node node, String... options) throws SQLException {
        return Urls.source(cluster, Urls.of(node, options)).getConnection();
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
