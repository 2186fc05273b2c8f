package io.replicatedpostgres.scenarios.synchronous;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.ReplicationFaults.replayPaused;
import static io.replicatedpostgres.fault.SessionFaults.waitersCancelled;
import static io.replicatedpostgres.fault.SessionFaults.waitersTerminated;
import static io.replicatedpostgres.model.StopMode.FAST;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.scenarios.ClientStatement;
import io.replicatedpostgres.spec.SynchronousCommit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A commit waits for a standby that does not answer. */
@Tag("quick")
@Tag("synchronous")
@ReplicatedPostgres(synchronousStandbys = "FIRST 1 (node-2)")
public class WaitingCommitScenarios {

    private static final String ROWS = "SELECT id FROM ledger ORDER BY id";

    @Test
    @Tag("SYN-02")
    @Tag("high")
    @Scenario(
            situation = "The synchronous standby is down; a client with a statement_timeout of 200 ms commits.",
            expectation = "The statement_timeout ends the statement.",
            reality =
                    "It is switched off before the wait begins: the session waits in SyncRep for as long as the standby "
                            + "is away, and returns when it is back.",
            source = "finish_xact_command in postgres.c")
    void noStatementTimeoutEndsTheWait(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        standby.stop(FAST);

        var commit = ClientStatement.begin(primary, "SET statement_timeout = '200ms'", "INSERT INTO ledger VALUES (1)")
                .awaitWaiting();
        await().until(() -> commit.isDone()
                || !primary.query("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                                + " AND query_start < clock_timestamp() - interval '1 s'")
                        .isEmpty());

        assertThat(commit.isDone()).as("the commit is done").isFalse();
        standby.start();
        assertThat(commit.warnings()).isEmpty();
    }

    @Test
    @Tag("SYN-03")
    @Tag("SYN-05")
    @Tag("critical")
    @Scenario(
            situation =
                    "The synchronous standby is cut off. One waiting commit is cancelled, the session of another is "
                            + "terminated. Then the primary dies and the standby is promoted.",
            expectation = "A cancelled statement has done nothing.",
            reality =
                    "The cancelled one returns success, with a warning: canceling wait for synchronous replication due to "
                            + "user request. Both rows are there, for everybody, and neither is on the promoted standby.",
            source = "Patroni issue 1412, pull request 1414")
    void aCancelledWaitIsASuccessThatIsLost(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.during(isolated(heir), () -> {
            var cancelled =
                    ClientStatement.begin(old, "INSERT INTO ledger VALUES (3)").awaitWaiting();
            cluster.inflict(waitersCancelled(old));
            assertThat(cancelled.warnings())
                    .containsExactly("canceling wait for synchronous replication due to user request");
            var terminated =
                    ClientStatement.begin(old, "INSERT INTO ledger VALUES (4)").awaitWaiting();
            cluster.inflict(waitersTerminated(old));
            assertThat(terminated.sqlState()).isIn("57P01", "08006");

            assertThat(old.query(ROWS)).containsExactly("1", "3", "4");
            old.kill();
            heir.promote();
        });

        assertThat(heir.query(ROWS)).as("rows of the promoted standby").containsExactly("1");
    }

    @Test
    @Tag("SYN-06")
    @Tag("high")
    @Scenario(
            situation = "A commit waits for a standby that is away, and the primary is restarted at once.",
            expectation = "A commit that was never acknowledged is not there.",
            reality = "It was written before it waited: after the restart everybody sees it, and no standby has it.")
    void anImmediateRestartMakesTheWaitingRowVisible(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThatTheRowComesAlive(primary, standby, () -> primary.stop(StopMode.IMMEDIATE));
    }

    @Test
    @Tag("PRC-09")
    @Tag("high")
    @Scenario(
            situation = "A commit waits for a standby that is away, and every process of the primary is killed.",
            expectation = "A commit that was never acknowledged is not there.",
            reality = "It was written before it waited: after the restart everybody sees it, and no standby has it.")
    void aKilledPrimaryComesBackWithTheWaitingRow(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThatTheRowComesAlive(primary, standby, primary::kill);
    }

    private static void assertThatTheRowComesAlive(Node primary, Node standby, Runnable crash) {
        primary.execute("CREATE TABLE ledger (id int)");
        standby.stop(FAST);
        var commit =
                ClientStatement.begin(primary, "INSERT INTO ledger VALUES (1)").awaitWaiting();
        assertThat(primary.query(ROWS)).as("rows before the crash").isEmpty();

        crash.run();
        primary.start();

        assertThat(commit.sqlState()).isIn("57P02", "57P01", "08006");
        assertThat(primary.query(ROWS)).as("rows after the crash").containsExactly("1");
    }

    @Test
    @Tag("SYN-07")
    @Tag("low")
    @Scenario(
            situation =
                    "Commits wait for a standby that is away, and an administrator empties synchronous_standby_names.",
            expectation = "Only commits that come later go on.",
            reality = "Those that wait are released too, without a warning.",
            source = "pg_auto_failover, unblock_writes")
    void anEmptyListReleasesThoseWhoWait(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        standby.stop(FAST);
        var one =
                ClientStatement.begin(primary, "INSERT INTO ledger VALUES (1)").awaitWaiting();
        var other =
                ClientStatement.begin(primary, "INSERT INTO ledger VALUES (2)").awaitWaiting();

        primary.synchronousStandbys("none");

        assertThat(one.warnings()).isEmpty();
        assertThat(other.warnings()).isEmpty();
        assertThat(primary.query(ROWS)).containsExactly("1", "2");
    }

    @Test
    @Tag("SYN-11")
    @Tag("medium")
    @Scenario(
            situation = "Replay on the synchronous standby is paused. Clients write to the primary, and read from it.",
            expectation = "What a synchronous commit has acknowledged can be read on the standby.",
            reality =
                    "Only remote_apply promises that, and waits for it. What on acknowledges is on the standby's disk, "
                            + "and cannot be read there yet.",
            source = "PostgreSQL documentation, synchronous_commit")
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY, synchronousStandbys = "FIRST 1 (node-2)")
    void onlyRemoteApplyLetsTheClientReadItsWrite(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        for (int id = 1; id <= 10; id++) {
            primary.execute("INSERT INTO ledger VALUES (%s)".formatted(id));
            assertThat(standby.query(ROWS)).contains(String.valueOf(id));
        }

        var paused = cluster.inject(replayPaused(standby));
        primary.execute("SET synchronous_commit = on; INSERT INTO ledger VALUES (11)");
        assertThat(standby.query(ROWS)).doesNotContain("11");
        var commit =
                ClientStatement.begin(primary, "INSERT INTO ledger VALUES (12)").awaitWaiting();
        paused.heal();

        assertThat(commit.warnings()).isEmpty();
        assertThat(standby.query(ROWS)).contains("11", "12");
    }
}
