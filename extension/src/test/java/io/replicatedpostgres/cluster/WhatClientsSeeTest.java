package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.assertions.ReplicationAssertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a JDBC client sees of a broken link, and of a server that is gone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatClientsSeeTest {

    private static final String CANNOT_CONNECT = "08001";
    private static final String CONNECTION_FAILED = "08006";

    private final Cluster cluster = Cluster.start();
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    @BeforeAll
    void loadTheDriver() throws SQLException {
        connect(primary).close();
    }

    @AfterEach
    void heal() {
        cluster.healAll();
        cluster.nodes().stream().filter(node -> !node.isRunning()).forEach(Node::start);
    }

    @AfterAll
    void close() {
        cluster.close();
    }

    private static Connection connect(Node node) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", node.cluster().user());
        properties.setProperty("password", node.cluster().password());
        properties.setProperty("socketTimeout", "1");
        return DriverManager.getConnection(node.jdbcUrl(), properties);
    }

    private static SQLException connectingFails(Node node) {
        return catchThrowableOfType(SQLException.class, () -> connect(node).close());
    }

    private static SQLException askingFails(Connection connection) {
        return catchThrowableOfType(
                SQLException.class, () -> connection.createStatement().execute("SELECT 1"));
    }

    private static void assertFailed(SQLException failure, String state, Class<? extends Exception> cause) {
        assertThat((Throwable) failure).isNotNull().hasRootCauseInstanceOf(cause);
        assertThat(failure.getSQLState()).as(failure.toString()).isEqualTo(state);
    }

    @ParameterizedTest
    @EnumSource(names = {"FREEZE", "LOSE"})
    void silenceLooksLikeAServerThatTakesItsTime(Cut cut) throws SQLException {
        try (Connection open = connect(primary);
                Injected silent = cluster.inject(Faults.clientsCut(primary, cut))) {
            assertFailed(askingFails(open), CONNECTION_FAILED, SocketTimeoutException.class);
            assertFailed(connectingFails(primary), CANNOT_CONNECT, SocketTimeoutException.class);
        }

        connect(primary).close();
    }

    @Test
    void whatIsFrozenIsAnsweredAfterHealing() throws Exception {
        var properties = new Properties();
        properties.setProperty("user", cluster.user());
        properties.setProperty("password", cluster.password());
        try (Connection open = DriverManager.getConnection(primary.jdbcUrl(), properties)) {
            Injected frozen = cluster.inject(Faults.clientsCut(primary, Cut.FREEZE));
            var answer = Background.run(() -> askingFails(open));
            assertThat(primary.state().role()).isEqualTo(Role.PRIMARY);
            assertThat(answer).isNotDone();

            frozen.heal();

            assertThat((Throwable) answer.get(10, TimeUnit.SECONDS)).isNull();
        }
    }

    @Test
    void aRefusedClientKnowsAtOnce() throws SQLException {
        try (Connection open = connect(primary);
                Injected refused = cluster.inject(Faults.clientsCut(primary, Cut.REFUSE))) {
            assertFailed(askingFails(open), CONNECTION_FAILED, EOFException.class);
            assertFailed(connectingFails(primary), CANNOT_CONNECT, ConnectException.class);
        }
    }

    @Test
    void aResetClientIsAcceptedFirst() throws SQLException {
        try (Connection open = connect(primary);
                Injected reset = cluster.inject(Faults.clientsCut(primary, Cut.RESET))) {
            assertFailed(askingFails(open), CONNECTION_FAILED, EOFException.class);
            assertThat((Throwable) connectingFails(primary)).hasRootCauseInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoppedServerRefuses(StopMode mode) {
        standby.stop(mode);

        assertRefuses(standby);
        assertThat(nodeToNode()).contains("Connection refused");
    }

    @Test
    void aKilledServerRefuses() {
        standby.kill();

        assertRefuses(standby);
        assertThat(nodeToNode()).contains("Connection refused");
    }

    @Test
    void aFencedServerRefuses() {
        try (Cluster alone = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Node fenced = alone.node("node-1");

            fenced.fence();

            assertRefuses(fenced);
        }
    }

    @Test
    void aServerThatStartsTooSlowlyIsReachedOnceItIsThere() {
        standby.stop();

        assertThatThrownBy(() -> standby.start(Duration.ofMillis(1))).isInstanceOf(DeadlineException.class);

        await().ignoreExceptions().untilAsserted(() -> connect(standby).close());
    }

    private static void assertRefuses(Node node) {
        SQLException failure = connectingFails(node);
        assertFailed(failure, CANNOT_CONNECT, ConnectException.class);
        assertThat((Throwable) failure).hasMessageContaining("refused");
    }

    /** What a tool on the primary's host sees of the standby. */
    private String nodeToNode() {
        return primary.tool("psql")
                .with("-XAtc", "SELECT 1", primary.connectionTo(standby) + " user=postgres dbname=postgres")
                .run()
                .output();
    }
}
