package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.spec.ClusterSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that has no connection left says so, whatever is asked of it, and is well again when there is one. */
class UsedUpConnectionsTest {

    private static final String WHY = "too many clients already";

    private final Cluster cluster = Cluster.start(ClusterSpec.builder()
            .settings("max_connections = 15", "max_wal_senders = 4")
            .timeout(Duration.ofSeconds(8))
            .build());
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");
    private final List<Connection> taken = new ArrayList<>();

    @AfterEach
    void close() throws SQLException {
        giveBack();
        cluster.close();
    }

    private void giveBack() throws SQLException {
        for (Connection connection : taken) {
            connection.close();
        }
        taken.clear();
    }

    /** Until the server refuses another one. */
    private void useUp(Node node) {
        assertThatThrownBy(() -> {
                    while (taken.size() < 100) {
                        taken.add(node.dataSource().getConnection());
                    }
                })
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(WHY);
    }

    private static void namesIt(ThrowingCallable asked) {
        assertThatThrownBy(asked).hasMessageContaining(WHY);
    }

    @Test
    void theStateOfTheServerNamesItAndItIsWellAfterwards() throws SQLException {
        useUp(primary);

        ServerState state = primary.state();
        assertThat(state.role()).isEqualTo(Role.UNRESPONSIVE);
        assertThat(state).hasToString("node-1 unresponsive (FATAL: sorry, too many clients already)");
        assertThat(cluster.states()).contains(state);

        giveBack();
        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }

    @Test
    void waitsThatAskThePrimaryNameIt() {
        useUp(primary);

        namesIt(cluster::primary);
        namesIt(cluster::awaitInSync);
    }

    @Test
    void assertionsOnThePrimaryNameIt() {
        useUp(primary);

        namesIt(() -> assertThat(primary).isPrimary());
        namesIt(() -> assertThat(standby).isInSyncWith(primary));
        namesIt(() -> primary.execute("CREATE TABLE never_made ()"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsThatAskAStandbyNameIt(boolean ofAll) {
        var position = primary.currentPosition();
        useUp(standby);

        namesIt(() -> {
            if (ofAll) {
                cluster.awaitInSync();
            } else {
                standby.awaitReplay(position);
            }
        });
    }

    @Test
    void assertionsOnAStandbyNameIt() {
        useUp(standby);

        namesIt(() -> assertThat(standby).isStandby());
        namesIt(() -> assertThat(standby).isStreamingFrom(primary));
        namesIt(() -> assertThat(cluster).isInSync());
        namesIt(() -> assertThat(cluster).hasSameContent());
    }
}
