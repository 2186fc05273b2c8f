package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault of sessions, as PostgreSQL sees it. */
class SessionFaultsTest {

    private final Cluster cluster = Cluster.start(ClusterSpec.builder()
            .settings("max_prepared_transactions = 5", "max_standby_streaming_delay = -1")
            .build());
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aLongQueryHoldsReplayUp() {
        primary.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 1000)");
        cluster.awaitInSync();

        Injected query = cluster.inject(SessionFaults.longQuery(standby));
        primary.execute("DELETE FROM t");
        primary.execute("VACUUM t");
        await().until(() -> standby.query("SELECT wait_event FROM pg_stat_activity WHERE backend_type = 'startup'")
                .equals(List.of("RecoveryConflictSnapshot")));

        query.heal();
        cluster.awaitInSync();
        assertThat(standby.query("SELECT count(*) FROM t")).containsExactly("0");
    }

    @Test
    void anIdleTransactionHasANumberAndDoesNothing() {
        String idle =
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND backend_xid IS NOT NULL";

        cluster.during(
                SessionFaults.idleTransaction(primary),
                () -> assertThat(primary.query(idle)).containsExactly("1"));

        await().until(() -> primary.query(idle).equals(List.of("0")));
    }

    @Test
    void aPreparedTransactionSurvivesARestartAndAPromotion() {
        String prepared = "SELECT count(*) FROM pg_prepared_xacts";
        Injected injected = cluster.inject(SessionFaults.preparedTransaction(primary));
        primary.restart();
        assertThat(primary.query(prepared)).containsExactly("1");
        cluster.awaitInSync();

        Node heir = cluster.failover();
        assertThat(heir.query(prepared)).containsExactly("1");
        injected.heal();

        assertThat(heir.query(prepared)).containsExactly("0");
    }

    @Test
    void aBulkLoadWritesWithoutEnd() {
        var before = primary.currentLsn();

        cluster.during(
                SessionFaults.bulkLoad(primary),
                () -> await().until(() -> primary.currentLsn().minus(before)
                        > DataSize.megabytes(4).bytes()));

        assertThat(primary.query("SELECT to_regclass('replicated_postgres_load')"))
                .containsExactly((String) null);
        cluster.awaitInSync();
    }

    @Test
    void withoutItsSignalAStandbyStartsAsASecondPrimary() {
        standby.stop();
        Inflicted forgotten = cluster.inflict(SessionFaults.standbySignalForgotten(standby));

        standby.start();
        assertThat(standby).isPrimary().isOnTimeline(1);
        standby.execute("CREATE TABLE of_nobody()");

        assertThat(forgotten.repair()).isEqualTo(Mended.REBUILT);
        cluster.awaitInSync();
    }

    @Test
    void aCancelledWaiterIsAcknowledgedAndOnThePrimaryOnly() {
        assertThat(endOfAWaiter(
                        SessionFaults::waitersCancelled,
                        "canceling wait for synchronous replication due to user request"))
                .isEqualTo("acknowledged");
    }

    @Test
    void aTerminatedWaiterNeverHearsOfItsCommit() {
        assertThat(endOfAWaiter(
                        SessionFaults::waitersTerminated,
                        "canceling the wait for synchronous replication and terminating connection"))
                .containsAnyOf("57P01", "08006");
    }

    private static String endOfAWaiter(Function<Node, Damage> damage, String line) {
        ClusterSpec spec = ClusterSpec.builder()
                .synchronousStandbys(SynchronousStandbys.parse("FIRST 1 (node-2)"))
                .build();
        try (Cluster waiting = Cluster.start(spec)) {
            Node master = waiting.node("node-1");
            master.execute("CREATE TABLE t (id int)");
            waiting.node("node-2").stop();
            LogMark mark = master.log().mark();
            var commit = Background.run(() -> {
                try {
                    master.execute("INSERT INTO t VALUES (1)");
                    return "acknowledged";
                } catch (ReplicatedPostgresException e) {
                    return String.valueOf(e.getMessage());
                }
            });
            await().until(() -> !master.query("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                    .isEmpty());

            Inflicted struck = waiting.inflict(damage.apply(master));

            assertThat(commit).succeedsWithin(Duration.ofSeconds(20));
            master.log().await(line, mark);
            assertThat(master.query("SELECT id FROM t")).containsExactly("1");
            assertThat(struck.repair()).isEqualTo(Mended.NOTHING);
            return commit.join();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> cluster.inflict(SessionFaults.waitersCancelled(primary)))
                .hasMessage("WAITERS_CANCELLED found nothing to strike on node-1: no session waits for a standby");
        assertThatThrownBy(() -> cluster.inflict(SessionFaults.standbySignalForgotten(standby)))
                .hasMessageContaining("it takes a stopped standby. Stop it first.");
        try (Cluster other = Cluster.start()) {
            assertThatThrownBy(() -> other.inject(SessionFaults.preparedTransaction(other.primary())))
                    .hasMessageContaining("its max_prepared_transactions is 0. Set it in the spec's settings.");
            assertThatThrownBy(() -> cluster.inject(SessionFaults.idleTransaction(other.primary())))
                    .hasMessageContaining("idle transaction cannot strike node-1: it is a node of another cluster");
            assertThatThrownBy(() -> cluster.inflict(SessionFaults.waitersCancelled(other.primary())))
                    .hasMessageContaining("WAITERS_CANCELLED cannot strike node-1: it is a node of another cluster");
        }
    }
}
