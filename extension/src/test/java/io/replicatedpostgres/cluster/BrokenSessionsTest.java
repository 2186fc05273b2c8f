package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What an error says when the session broke: never that the server refused what it may have committed. */
class BrokenSessionsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static Cluster synchronous(Duration timeout) {
        return Cluster.start(ClusterSpec.builder()
                .timeout(timeout)
                .synchronousStandbys(SynchronousStandbys.parse("FIRST 1 (node-2)"))
                .build());
    }

    private static CompletableFuture<SqlException> failureOf(Runnable statement) {
        return Background.run(() -> catchThrowableOfType(SqlException.class, statement::run));
    }

    /** Waits until a client's backend waits for this, and returns it. */
    private static String backendIn(Node node, String waitEvent) {
        return Await.orFail("no backend came to wait", DEADLINE)
                .until(
                        waitEvent,
                        () -> node.queryPastLinks(
                                "SELECT pid::text FROM pg_stat_activity WHERE wait_event = ?", waitEvent),
                        pids -> !pids.isEmpty())
                .get(0);
    }

    @Test
    void aSessionThatIsTerminatedWhileItWaitsForAStandbyHasCommitted() {
        try (Cluster cluster = synchronous(DEADLINE)) {
            Node a = cluster.primary();
            a.execute("CREATE TABLE t (id int)");
            cluster.node("node-2").stop();

            CompletableFuture<SqlException> failure = failureOf(() -> a.execute("INSERT INTO t VALUES (1)"));
            a.queryPastLinks("SELECT pg_terminate_backend(?::int)::text", backendIn(a, "SyncRep"));

            assertThat(failure.join().isOutcomeUnknown()).isTrue();
            assertThat((Throwable) failure.join())
                    .hasMessageStartingWith("the outcome of INSERT INTO t VALUES (1) on node-1 is not known")
                    .hasMessageContaining("it is committed on node-1")
                    .hasMessageContaining("while it waited for a standby")
                    .hasMessageContaining("synchronous_standby_names = 'FIRST 1 (\"node-2\")'");
            assertThat(a.queryPastLinks("SELECT count(*)::text FROM t")).containsExactly("1");
        }
    }

    @Test
    void aStatementThatHangsSaysThatItsBackendWaitsForAStandby() {
        try (Cluster cluster = synchronous(Duration.ofSeconds(4))) {
            Node a = cluster.primary();
            cluster.node("node-2").stop();

            SqlException failure = catchThrowableOfType(SqlException.class, () -> a.execute("CREATE TABLE t (id int)"));

            assertThat((Throwable) failure)
                    .hasMessageContaining("no answer came before the deadline")
                    .hasMessageContaining("waits for a standby to confirm it (wait_event SyncRep)")
                    .hasMessageContaining("there are no standbys")
                    .hasMessageNotContaining("refused");
            assertThat(failure.isOutcomeUnknown()).isTrue();
        }
    }

    @Test
    void aStatementThatWaitsForALockSaysSo() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder()
                        .standbys(0)
                        .timeout(Duration.ofSeconds(3))
                        .build());
                var holder = cluster.primary().member().session()) {
            Node a = cluster.primary();
            a.execute("CREATE TABLE t (id int)");
            holder.execute("BEGIN; LOCK TABLE t");

            assertThatThrownBy(() -> a.execute("INSERT INTO t VALUES (1)"))
                    .hasMessageContaining("still runs and waits for Lock/relation");
        }
    }

    @Test
    void aServerThatIsKilledIsNamed() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Node a = cluster.primary();

            CompletableFuture<SqlException> failure = failureOf(() -> a.execute("SELECT pg_sleep(60)"));
            backendIn(a, "PgSleep");
            a.kill();

            assertThat((Throwable) failure.join())
                    .hasMessageStartingWith("the outcome of SELECT pg_sleep(60) on node-1 is not known")
                    .hasMessageContaining("the server of node-1 has ended")
                    .hasMessageContaining("postgres.log");
        }
    }

    @Test
    void aSessionThatIsTerminatedOrCutOffMayHaveCommittedAPart() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().build())) {
            Node a = cluster.primary();
            a.execute("CREATE TABLE t (id int)");

            String some = "BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT pg_sleep(60)";
            CompletableFuture<SqlException> terminated = failureOf(() -> a.execute(some));
            a.queryPastLinks("SELECT pg_terminate_backend(?::int)::text", backendIn(a, "PgSleep"));
            assertThat(terminated.join().isOutcomeUnknown()).isTrue();
            assertThat((Throwable) terminated.join()).hasMessageContaining("the server ended the session");

            CompletableFuture<SqlException> cut = failureOf(() -> a.execute("SELECT pg_sleep(60)"));
            backendIn(a, "PgSleep");
            try (Injected gone = cluster.inject(Faults.clientsCut(a, Cut.REFUSE))) {
                assertThat((Throwable) cut.join())
                        .as("%s", gone)
                        .hasMessageContaining("the connection broke while it ran")
                        .hasMessageContaining("still runs");
            }
        }
    }

    @Test
    void whatTheServerAnswersIsAnAnswer() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Node a = cluster.primary();

            assertThatThrownBy(() -> a.execute("SELECT 1/0"))
                    .hasMessageStartingWith("node-1 refused SELECT 1/0: [22012]");
            assertThatThrownBy(() ->
                            a.execute("CREATE TABLE t (id int); BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT 1/0"))
                    .hasMessageStartingWith("node-1 answered with an error to ")
                    .hasMessageContaining("what that committed before the error stays");
            assertThat(a.query("SELECT id FROM t")).containsExactly("1");
            assertThat(a.query("INSERT INTO t VALUES (2)")).isEmpty();
            assertThat(a.query("SELECT count(*) FROM t")).containsExactly("2");
            assertThatThrownBy(() -> a.connectionTo(a))
                    .isInstanceOf(ReplicatedPostgresException.class)
                    .hasMessageContaining("node-1 reaches itself through no link");
        }
    }

    @Test
    void aStandbyThatEndsOfItsPromotionSaysWhy() {
        try (Cluster cluster = Cluster.start(
                ClusterSpec.builder().settings("max_connections = 30").build())) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.configure("max_connections = 40");
            a.restart();
            Await.orFail("node-2 did not pause", DEADLINE)
                    .until(
                            "paused or ended",
                            () -> !b.isRunning()
                                    || b.log().lines().stream()
                                            .anyMatch(line -> line.contains("insufficient parameter settings")),
                            paused -> paused);

            assertThatThrownBy(b::promote)
                    .hasMessageStartingWith("node-2 was not promoted: the server of node-2 has ended: FATAL: ")
                    .hasMessageContaining("insufficient parameter settings")
                    .hasMessageContaining("postgres.log");
            assertThat(b.isRunning()).isFalse();
        }
    }

    @Test
    void aWaitNamesTheStandbys() {
        try (Cluster cluster = Cluster.start(
                ClusterSpec.builder().timeout(Duration.ofSeconds(3)).build())) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            try (Injected cut = cluster.inject(Faults.between(a, b, Cut.REFUSE))) {
                b.restart();
                assertThatThrownBy(() -> b.awaitStreamingFrom(a))
                        .as("%s", cut)
                        .hasMessageContaining("last saw {node-2=no walsender}");
            }
        }
    }
}
