package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static io.replicatedpostgres.fault.Faults.isolated;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.scenarios.Story;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Some can still talk to each other, others cannot. */
@Tag("network")
@Tag("quick")
public class IsolationScenarios {

    private static final String WAITING_COMMITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    @Test
    @RequiresTool("pg_rewind")
    @Tag("NET-11")
    @Tag("critical")
    @Scenario(
            situation = "An asynchronous primary is cut off from both standbys, and its clients still reach it. One of "
                    + "the standbys is promoted.",
            expectation = "A primary without standbys stops taking writes.",
            reality = "It takes and acknowledges every one. All of them are lost when it comes back as a standby.",
            source = "pg_auto_failover issue 997")
    @ReplicatedPostgres(standbys = 2)
    void theIsolatedPrimaryTakesWritesThatWillBeLost(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.node("node-2");
        Node other = cluster.node("node-3");
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (0)");
        cluster.awaitInSync();

        Injected partition = cluster.inject(isolated(old));
        for (int id = 1; id <= 10; id++) {
            old.execute("INSERT INTO ledger VALUES (" + id + ")");
        }
        heir.promote();
        other.follow(heir);
        heir.execute("INSERT INTO ledger VALUES (100)");
        other.awaitReplay(heir.currentLsn());
        partition.heal();

        assertThat(cluster).isSplitBrain();
        assertThat(old).hasDivergedFrom(heir);
        assertThat(other).hasNotDivergedFrom(heir);
        assertThat(old.query("SELECT count(*) FROM ledger")).containsExactly("11");
        old.stop(StopMode.FAST);
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old.query("SELECT id FROM ledger ORDER BY id")).containsExactly("0", "100");
        assertThat(cluster).isNotSplitBrain().hasPrimary(heir).hasSameContent();
    }

    @Test
    @Tag("NET-11")
    @Tag("high")
    @Scenario(
            situation = "A synchronous primary is cut off from both standbys, and its clients still reach it.",
            expectation = "A synchronous commit fails when no standby answers.",
            reality = "It neither fails nor returns: it waits for as long as the cut lasts. Its row is written on the "
                    + "primary already, and returned by the commit once the link is back.")
    @ReplicatedPostgres(standbys = 2, synchronousStandbys = "ANY 1 (*)")
    void theIsolatedPrimarysSynchronousCommitsHang(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int)");
        Injected partition = cluster.inject(isolated(primary));

        var commit = Background.begin(() -> primary.execute("INSERT INTO ledger VALUES (1)"));
        await().until(() -> primary.query(WAITING_COMMITS).contains("1"));
        primary.execute("SET synchronous_commit = local; INSERT INTO ledger VALUES (2)");

        assertThat(commit).isNotDone();
        assertThat(primary.query("SELECT id FROM ledger")).containsExactly("2");
        assertThat(cluster.node("node-2").query("SELECT id FROM ledger")).isEmpty();
        partition.heal();
        commit.join();
        cluster.awaitInSync();
        assertThat(cluster.node("node-2").query("SELECT id FROM ledger ORDER BY id"))
                .containsExactly("1", "2");
    }

    @Test
    @Tag("NET-12")
    @Tag("high")
    @Scenario(
            situation = "The clients cannot reach the primary; the standbys can.",
            expectation = "The primary is down, and a standby has to be promoted.",
            reality = "Replication is fine. A client that is cut off by silence waits for its own timeout, one that "
                    + "is refused knows at once; a promotion would make a split brain out of a problem of the clients.",
            source = "aws-advanced-jdbc-wrapper EFM2Test")
    @ReplicatedPostgres
    void whenOnlyTheClientsAreCutOffReplicationIsFine(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        try (Connection client = connect(primary);
                Statement statement = client.createStatement();
                Injected silent = cluster.inject(clientsCut(primary, Cut.FREEZE))) {
            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "08006")
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
            assertThat(standby).isStreamingFrom(primary);
            standby.awaitReplay(primary.switchWal());
        }
        cluster.during(clientsCut(primary, Cut.REFUSE), () -> {
            assertThatThrownBy(() -> connect(primary))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "08001")
                    .hasMessageContaining("refused");
            assertThat(cluster).hasPrimary(primary).isInSync();
        });

        primary.execute("CREATE TABLE reached_again()");
    }

    private static Connection connect(Node node) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", node.cluster().user());
        properties.setProperty("password", node.cluster().password());
        properties.setProperty("socketTimeout", "1");
        return DriverManager.getConnection(node.jdbcUrl(), properties);
    }

    @Test
    @Tag("NET-13")
    @Tag("OBS-06")
    @Tag("high")
    @Scenario(
            situation = "A standby is cut off from its primary, and clients go on reading from it.",
            expectation = "It refuses to answer, or says how old its answer is.",
            reality = "It answers with what it had, and says streaming. Only a heartbeat that the primary writes tells "
                    + "how old that is: it grows while the cut lasts.")
    @ReplicatedPostgres
    void theIsolatedStandbyGoesOnAnswering(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE heartbeat AS SELECT clock_timestamp() AS at");
        cluster.awaitInSync();
        Injected partition = cluster.inject(isolated(standby));
        String before = heartbeat(standby);

        await().until(() -> {
            primary.execute("UPDATE heartbeat SET at = clock_timestamp()");
            return staleMillis(standby) >= 1_500;
        });

        assertThat(staleMillis(primary)).isLessThan(staleMillis(standby));
        assertThat(heartbeat(standby)).isEqualTo(before);
        assertThat(standby).isStandby().isStreamingFrom(primary);
        Story.shown("the standby answers, " + staleMillis(standby) + " ms behind");
        partition.heal();
        cluster.awaitInSync();
        assertThat(heartbeat(standby)).isEqualTo(heartbeat(primary)).isNotEqualTo(before);
    }

    private static String heartbeat(Node node) {
        return String.valueOf(node.query("SELECT at FROM heartbeat").get(0));
    }

    private static long staleMillis(Node node) {
        return Long.parseLong(String.valueOf(
                node.query("SELECT (extract(epoch FROM clock_timestamp() - at) * 1000)::bigint FROM heartbeat")
                        .get(0)));
    }
}
