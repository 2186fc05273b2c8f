package io.replicatedpostgres.scenarios.conflicts;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ReplicationFaults.replayPaused;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Lsn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How old the answers of a standby are, and how a reader can know. */
@Tag("quick")
@Tag("conflicts")
public class StalenessScenarios {

    private static final String AGE = "SELECT now() - pg_last_xact_replay_timestamp() > '1s'";
    private static final String REACHED = "SELECT pg_last_wal_replay_lsn() >= '%s'";

    @Test
    @Tag("CFL-04")
    @Tag("high")
    @Scenario(
            situation =
                    "A reader asks a standby twice how old its answers are, by now() - pg_last_xact_replay_timestamp(): once "
                            + "while it has everything and the primary is idle, once while it lags by a row.",
            expectation = "The age says whether something is missing.",
            reality =
                    "The age passes one second in both cases, and the standby says nothing of the row it lacks. The position "
                            + "tells the two apart: the writer takes pg_current_wal_lsn() after its commit, and the reader waits until "
                            + "pg_last_wal_replay_lsn() is there.",
            source = "cube issue 3904; spicedb pull request 2233; PostgreSQL documentation, Recovery "
                    + "Information Functions")
    @ReplicatedPostgres
    void theAgeOfAnAnswerDoesNotSayWhatIsMissing(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        Lsn before = primary.currentLsn();
        await().until(() -> standby.query(AGE).contains("t"));
        assertThat(standby.query(REACHED.formatted(before))).containsExactly("t");

        cluster.during(replayPaused(standby), () -> {
            primary.execute("INSERT INTO ledger VALUES (1)");
            Lsn written = primary.currentLsn();
            assertThat(standby.query(AGE)).containsExactly("t");
            assertThat(standby.query(REACHED.formatted(written))).containsExactly("f");
            assertThat(standby.query("SELECT id FROM ledger")).isEmpty();
        });

        Lsn written = primary.currentLsn();
        await().until(() -> standby.query(REACHED.formatted(written)).contains("t"));
        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
    }
}
