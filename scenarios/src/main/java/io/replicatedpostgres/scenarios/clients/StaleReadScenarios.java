package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ReplicationFaults.replayPaused;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client writes to the primary and reads from standbys. */
@Tag("clients")
@Tag("quick")
public class StaleReadScenarios {

    private static final int ORDERS = 5;

    @Test
    @Tag("CLI-05")
    @Tag("high")
    @Scenario(
            situation =
                    "An application has two pools of the driver: one with targetServerType=primary for writes, one with "
                            + "targetServerType=preferSecondary for reads. The standby receives WAL and does not replay it.",
            expectation = "What the application has written, it reads.",
            reality =
                    "Each of its reads misses its own last write, without an error: the driver asks whether a server is a "
                            + "standby, and not how far it is. The same reads, sent to the primary, miss nothing. Once the standby has "
                            + "replayed the position of the write, they are answered there too.",
            source = "documentation of pgjdbc, targetServerType; AWS Advanced JDBC Wrapper, ReadWriteSplitting")
    @ReplicatedPostgres
    void aReaderOfStandbysMissesItsOwnWrites(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) throws SQLException {
        DataSource writes = Urls.source(cluster, Urls.of(cluster, "targetServerType=primary", Urls.ASK_ANEW));
        DataSource reads = Urls.source(cluster, Urls.of(cluster, "targetServerType=preferSecondary", Urls.ASK_ANEW));
        primary.execute("CREATE TABLE orders (id int)");
        cluster.awaitInSync();

        cluster.during(replayPaused(standby), () -> {
            int stale = 0;
            for (int order = 1; order <= ORDERS; order++) {
                ask(writes, "INSERT INTO orders VALUES (" + order + ") RETURNING id");
                stale += ask(reads, "SELECT count(*) FROM orders WHERE id = " + order) == 0 ? 1 : 0;
                assertThat(ask(writes, "SELECT count(*) FROM orders WHERE id = " + order))
                        .isEqualTo(1);
            }
            assertThat(stale).as("reads that missed their own write").isEqualTo(ORDERS);
        });

        standby.awaitReplay(primary.currentLsn());
        assertThat(ask(reads, "SELECT count(*) FROM orders")).isEqualTo(ORDERS);
    }

    private static int ask(DataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getInt(1);
        }
    }
}
