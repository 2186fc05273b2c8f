package io.replicatedpostgres.scenarios.promotion;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which number a promotion takes for its timeline. */
@Tag("full")
@Tag("promotion")
public class TwinPromotionScenarios {

    private static final String HISTORY = "00000002.history";

    @Test
    @Tag("PRO-09")
    @Tag("critical")
    @Scenario(
            situation =
                    "A standby is promoted, and killed before the history file of its timeline is in the archive that all share. "
                            + "Another standby is promoted in its place, and later a third.",
            expectation = "Each promotion takes a number of its own.",
            reality =
                    "A standby takes the number after the highest that it knows of, from the archive or from its own files. The second one "
                            + "takes 2 again, with another fork, and its file is in the archive. The third finds that and takes 3. When the first "
                            + "is started, its file of that name can never be archived.",
            source = "PostgreSQL timeline.c (findNewestTimeLine); arenadata/gpdb pull request 1177")
    @ReplicatedPostgres(standbys = 3, archive = ArchiveMode.SHARED)
    void aHistoryThatIsNotArchivedLeavesItsNumberFree(
            Cluster cluster,
            @OnNode("node-1") Node old,
            @OnNode("node-2") Node first,
            @OnNode("node-3") Node second,
            @OnNode("node-4") Node third) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        Injected failing = cluster.inject(ArchiveFaults.failing(first));
        first.promote();
        first.kill();
        old.execute("INSERT INTO ledger VALUES (1)"); // so that the second forks off at another place
        second.awaitReplay(old.currentLsn());
        third.awaitReplay(old.currentLsn());
        old.stop();

        second.promote();
        assertThat(second).isOnTimeline(2);
        await().until(() -> second.archivedFiles().contains(HISTORY));
        third.promote();
        assertThat(third).isOnTimeline(3);

        first.start();
        failing.heal();
        assertThat(first).isOnTimeline(2);
        assertThat(first.history()).isNotEqualTo(second.history());
        await().untilAsserted(() -> assertThat(first.query("SELECT last_failed_wal FROM pg_stat_archiver"))
                .containsExactly(HISTORY));
        assertThat(first.archive().read(HISTORY)).isEqualTo(second.readFile("pg_wal/" + HISTORY));
    }
}
