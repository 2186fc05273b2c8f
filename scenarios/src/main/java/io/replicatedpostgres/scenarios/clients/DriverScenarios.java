package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver knows several hosts. */
@Tag("clients")
@Tag("quick")
public class DriverScenarios {

    private static final int TRIES = 40;

    @ParameterizedTest
    @ValueSource(strings = {Urls.ASK_ANEW, "hostRecheckSeconds=10"})
    @Tag("CLI-01")
    @Tag("medium")
    @Scenario(
            situation =
                    "A client has the addresses of all nodes, with targetServerType=primary. The primary is killed and "
                            + "a standby promoted.",
            expectation = "The client has to be told where the new primary is.",
            reality =
                    "It finds it by itself with its first connection after the promotion, whatever it remembers of the "
                            + "hosts. Until then it is told 08001 (no host fits), 08006 or 57P01 (the connection is gone). How long "
                            + "nothing is written is told, not judged.",
            source = "documentation of pgjdbc, targetServerType and hostRecheckSeconds")
    @ReplicatedPostgres(standbys = 2)
    void aClientThatKnowsAllNodesFindsTheNewPrimary(String recheck, Cluster cluster) {
        cluster.primary().execute("CREATE TABLE written (id bigint PRIMARY KEY)");
        DataSource source = Urls.source(cluster, Urls.of(cluster, "targetServerType=primary", recheck));
        Node heir;

        try (Writer writer = Writer.begin(id -> insert(source, id))) {
            heir = cluster.failover();
            writer.awaitAcknowledged(20);
            writer.tell("a client without a pool, " + recheck);

            assertThat(writer.refusals().keySet()).isSubsetOf("08001", "08006", "57P01", "57P02", "57P03");
        }

        assertThat(cluster).hasPrimary(heir).isNotSplitBrain();
    }

    @Test
    @Tag("CLI-01")
    @Tag("low")
    @Scenario(
            situation = "Readers address all nodes with targetServerType=preferSecondary and loadBalanceHosts=true.",
            expectation = "They are spread over all nodes.",
            reality = "They are spread over the standbys. Without any standby they go to the primary; with "
                    + "targetServerType=secondary they are refused with 08001.",
            source = "documentation of pgjdbc, loadBalanceHosts")
    @ReplicatedPostgres(standbys = 2)
    void readersAreSpreadOverTheStandbys(Cluster cluster) {
        DataSource readers = Urls.source(
                cluster, Urls.of(cluster, "targetServerType=preferSecondary", "loadBalanceHosts=true", Urls.ASK_ANEW));
        DataSource strict = Urls.source(cluster, Urls.of(cluster, "targetServerType=secondary", Urls.ASK_ANEW));

        assertThat(reached(readers)).containsExactly("node-2", "node-3");
        cluster.standbys().forEach(Node::stop);

        assertThat(reached(readers)).containsExactly("node-1");
        assertThatThrownBy(() -> nameOf(strict))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
    }

    @Test
    @Tag("CLI-01")
    @Tag("medium")
    @Scenario(
            situation = "A standby that readers prefer was away for a moment, and is back.",
            expectation = "Readers use it at once.",
            reality =
                    "The driver remembers for hostRecheckSeconds, in the whole JVM, that it was not there, and reads from "
                            + "the primary meanwhile. With 0 it asks each time.",
            source = "documentation of pgjdbc, hostRecheckSeconds")
    @ReplicatedPostgres
    void aStandbyThatIsBackIsPassedOverForAWhile(Cluster cluster) throws SQLException {
        String preferred = "targetServerType=preferSecondary";
        DataSource remembers = Urls.source(cluster, Urls.of(cluster, preferred, "hostRecheckSeconds=3600"));
        DataSource forgets = Urls.source(cluster, Urls.of(cluster, preferred, Urls.ASK_ANEW));
        Node standby = cluster.standby();
        assertThat(nameOf(forgets)).isEqualTo("node-2");

        standby.stop();
        assertThat(nameOf(forgets)).isEqualTo("node-1");
        standby.start();

        assertThat(nameOf(remembers)).isEqualTo("node-1");
        assertThat(nameOf(forgets)).isEqualTo("node-2");
        assertThat(nameOf(remembers)).isEqualTo("node-2");
    }

    private static Set<String> reached(DataSource source) {
        var names = new TreeSet<String>();
        for (int i = 0; i < TRIES; i++) {
            try {
                names.add(nameOf(source));
            } catch (SQLException e) {
                names.add(String.valueOf(e.getSQLState()));
            }
        }
        return names;
    }

    /** The name of the node: its servers carry it at the end of cluster_name. */
    private static String nameOf(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer =
                        statement.executeQuery("SELECT substring(current_setting('cluster_name') from 'node-\\d+$')")) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void insert(DataSource source, long id) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO written VALUES (" + id + ")");
        }
    }
}
