package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A URL of a primary and a standby. */
@ReplicatedPostgres
class SeveralHostsTest {

    private static final String KEPT = "socketFactory=" + KeptSockets.class.getName();

    @Test
    void aFrozenServerIsPassedOver(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        String url = UnderTest.url(primary, cluster.standby());

        primary.pause();
        Connection connection = Within.time(
                "connecting with timeouts of 1 s",
                () -> UnderTest.connect(cluster, url, "connectTimeout=1", "sslResponseTimeout=1000"));

        assertThat(isStandby(connection)).isTrue();
    }

    @Test
    void aStandbyIsPreferredBeforeAnyServerIsKnown(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        admitWithoutPassword(primary, cluster.standby());

        Connection connection = UnderTest.connect(
                cluster, UnderTest.url(primary, cluster.standby()), "user=old", "targetServerType=preferSlave");

        assertThat(isStandby(connection)).as("the standby was taken").isTrue();
    }

    @Test
    void whatIsKnownOfAServerIsNotAskedAgain(Cluster cluster) throws Exception {
        String url = UnderTest.url(cluster.primary(), cluster.standby());
        KeptSockets.forget();

        int connections = 20;
        for (int i = 0; i < connections; i++) {
            UnderTest.connect(cluster, url, "targetServerType=secondary", "hostRecheckSeconds=60", KEPT)
                    .close();
        }

        assertThat(KeptSockets.made())
                .as("sockets: one to the primary, which is then known, and one to the standby for each connection")
                .isEqualTo(1 + connections);
    }

    @Test
    void aServerThatRefusesLeavesNoSocket(Cluster cluster) throws Exception {
        String url = UnderTest.url(cluster.primary(), cluster.standby());
        KeptSockets.forget();

        cluster.during(Faults.clientsCut(cluster.primary(), Cut.REFUSE), () -> UnderTest.connect(cluster, url, KEPT));

        assertThat(KeptSockets.open()).as("open sockets, of one connection").isEqualTo(1);
    }

    @Test
    void aServerThatDoesNotAnswerLeavesNoSocket(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        String url = UnderTest.url(primary, cluster.standby());
        KeptSockets.forget();

        primary.pause();
        Within.time(
                "connecting with socketTimeout=1",
                () -> UnderTest.connect(cluster, url, "sslmode=disable", "socketTimeout=1", KEPT));

        assertThat(KeptSockets.open()).as("open sockets, of one connection").isEqualTo(1);
    }

    /** Drivers before 42.2.1 cannot log in by SCRAM, as the servers want it. */
    private static void admitWithoutPassword(Node primary, Node standby) {
        primary.execute("CREATE ROLE old LOGIN");
        standby.awaitReplay(primary.currentLsn());
        for (Node node : new Node[] {primary, standby}) {
            node.execute("COPY (SELECT 1) TO PROGRAM 'sed -i \"1i host all old all trust\" pg_hba.conf'");
            node.execute("SELECT pg_reload_conf()");
        }
    }

    private static boolean isStandby(Connection connection) throws SQLException {
        try (ResultSet answer = connection.createStatement().executeQuery("SELECT pg_is_in_recovery()")) {
            answer.next();
            return answer.getBoolean(1);
        }
    }
}
