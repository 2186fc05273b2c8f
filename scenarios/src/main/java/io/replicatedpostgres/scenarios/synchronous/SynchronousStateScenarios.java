package io.replicatedpostgres.scenarios.synchronous;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.StopMode.FAST;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.scenarios.ClientStatement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who counts as synchronous, and what happens when he goes. */
@Tag("quick")
@Tag("synchronous")
@ReplicatedPostgres(standbys = 2)
public class SynchronousStateScenarios {

    @Test
    @Tag("SYN-01")
    @Tag("low")
    @Scenario(
            situation = "Standbys are named in synchronous_standby_names as FIRST, as ANY and as *, and one leaves.",
            expectation = "Every named standby is synchronous.",
            reality = "FIRST makes the first of them sync and the others potential; when it leaves, the next one takes "
                    + "its place. With ANY all are quorum. Without a list they are async.",
            source = "PostgreSQL src/test/recovery/t/007_sync_rep.pl")
    void theListSaysWhoIsSynchronous(@OnNode("node-1") Node primary, @OnNode("node-2") Node two) {
        awaitStates(primary, "node-2 async", "node-3 async");
        primary.synchronousStandbys("FIRST 1 (node-2, node-3)");
        awaitStates(primary, "node-2 sync", "node-3 potential");
        primary.synchronousStandbys("FIRST 2 (*)");
        awaitStates(primary, "node-2 sync", "node-3 sync");
        primary.synchronousStandbys("ANY 1 (node-2, node-3)");
        awaitStates(primary, "node-2 quorum", "node-3 quorum");

        primary.synchronousStandbys("FIRST 1 (node-2, node-3)");
        two.stop(FAST);
        awaitStates(primary, "node-3 sync");
        two.start();
        awaitStates(primary, "node-2 sync", "node-3 potential");
    }

    private static void awaitStates(Node primary, String... states) {
        await().untilAsserted(() -> assertThat(
                        primary.query(
                                "SELECT application_name || ' ' || sync_state FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1"))
                .containsExactly(states));
    }

    @Test
    @Tag("SYN-08")
    @Tag("medium")
    @Scenario(
            situation = "ANY 1 of two standbys must have a commit. One stops, then the other.",
            expectation = "A cluster with a standby down is slower, or refuses writes.",
            reality = "With one left commits go on as before; with none they wait, and go on when either is back.",
            source = "Patroni quorum_commit; CloudNativePG synchronous replicas")
    void aQuorumOutlivesOneOfTwo(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node two, @OnNode("node-3") Node three) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.synchronousStandbys("ANY 1 (node-2, node-3)");
        two.stop(FAST);
        primary.execute("INSERT INTO ledger VALUES (1)");

        three.stop(FAST);
        var commit =
                ClientStatement.begin(primary, "INSERT INTO ledger VALUES (2)").awaitWaiting();
        two.start();

        assertThat(commit.warnings()).isEmpty();
        two.awaitReplay(primary.currentLsn());
        assertThat(two.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    @Tag("SYN-12")
    @Tag("high")
    @Scenario(
            situation = "The synchronous standby is up, and its walreceiver is frozen. A commit waits for it.",
            expectation = "wal_sender_timeout ends the wait: the standby is gone then.",
            reality = "The timeout ends the walsender, and the commit waits on. It returns when another standby of the "
                    + "list becomes synchronous.",
            source = "Patroni, stuck sync replica")
    @ReplicatedPostgres(standbys = 2, synchronousStandbys = "FIRST 1 (node-2)", settings = "wal_sender_timeout = 2s")
    void aStuckStandbyHoldsCommitsUpAfterItsTimeout(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node stuck, @OnNode("node-3") Node other) {
        primary.execute("CREATE TABLE ledger (id int)");
        var before = primary.log().mark();
        try (var frozen = stuck.pause(ProcessKind.WALRECEIVER)) {
            var commit = ClientStatement.begin(primary, "INSERT INTO ledger VALUES (1)")
                    .awaitWaiting();
            primary.log().await("terminating walsender process due to replication timeout", before);
            assertThat(commit.isDone()).as("the commit is done").isFalse();

            primary.synchronousStandbys("FIRST 1 (node-2, node-3)");
            assertThat(commit.warnings()).isEmpty();
        }
        other.awaitReplay(primary.currentLsn());
        assertThat(other.query("SELECT id FROM ledger")).containsExactly("1");
    }

    @Test
    @Tag("SYN-10")
    @Tag("critical")
    @Scenario(
            situation =
                    "The synchronous standby is cut off. To stay available, an administrator takes it off the list, writes go "
                            + "on; then the primary dies and the standby is promoted.",
            expectation = "A synchronous cluster loses no acknowledged write.",
            reality =
                    "From the moment when the list was emptied it is asynchronous: what it acknowledged then is lost.",
            source = "Patroni synchronous_mode_strict; CloudNativePG preferred durability")
    @ReplicatedPostgres(synchronousStandbys = "FIRST 1 (node-2)")
    void aShrunkListLosesWhatItAcknowledges(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.during(Faults.isolated(heir), () -> {
            old.synchronousStandbys("none");
            ClientStatement.isTaken(old, "INSERT INTO ledger VALUES (2)");
            old.kill();
            heir.promote();
        });

        assertThat(heir.query("SELECT id FROM ledger ORDER BY id"))
                .as("rows of the promoted standby")
                .containsExactly("1");
    }
}
