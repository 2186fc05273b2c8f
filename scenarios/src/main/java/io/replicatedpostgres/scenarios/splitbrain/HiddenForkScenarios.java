package io.replicatedpostgres.scenarios.splitbrain;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Histories have parted, and no view says so. */
@Tag("full")
@Tag("splitbrain")
public class HiddenForkScenarios {

    /** What can be asked of a standby about its upstream and its replay. */
    private static final String SEEN_THERE = "SELECT concat_ws(', ', pg_is_in_recovery(), "
            + "(SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'), "
            + "(SELECT timeline_id FROM pg_control_checkpoint()), "
            + "(SELECT sum(confl_tablespace + confl_lock + confl_snapshot + confl_bufferpin + confl_deadlock) "
            + "FROM pg_stat_database_conflicts))";

    /** What its upstream says of it. */
    private static final String SEEN_HERE = "SELECT concat_ws(', ', active, "
            + "(SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming')) FROM pg_replication_slots "
            + "WHERE slot_name = ?";

    @Test
    @Tag("SPB-07")
    @Tag("critical")
    @Scenario(
            situation =
                    "One standby was promoted. Of two others one had replayed more of the old primary's WAL than the promoted one "
                            + "had, the other is only cut off. Both are told to follow the promoted one.",
            expectation = "A view tells a standby whose history has parted from one whose upstream is away.",
            reality =
                    "All views say the same of both: in recovery, no walreceiver that streams, no conflict, timeline 1, a slot "
                            + "that no standby uses. Both answer reads. Only the log of the one says that the new timeline forked off before its "
                            + "current recovery point; when the link is back the other one follows.",
            source = "pg_auto_failover, timeline_fork_3node_auto_detect; measured")
    @ReplicatedPostgres(standbys = 3, archive = ArchiveMode.NONE, settings = "wal_retrieve_retry_interval = 100ms")
    void aForkLooksLikeAnUpstreamThatIsAway(
            Cluster cluster,
            @OnNode("node-1") Node old,
            @OnNode("node-2") Node heir,
            @OnNode("node-3") Node ahead,
            @OnNode("node-4") Node away) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        cluster.inject(between(old, away));
        heir.promote();
        old.execute("INSERT INTO ledger VALUES (1)");
        ahead.awaitReplay(old.currentLsn());
        old.kill();
        var cut = cluster.inject(between(heir, away, Cut.REFUSE));
        LogMark before = ahead.log().mark();
        ahead.follow(heir);
        away.follow(heir);

        assertThat(ahead.log().await("new timeline 2 forked off current database system timeline 1", before))
                .contains("before current recovery point");
        assertThat(ahead).hasDivergedFrom(heir);
        // a walreceiver starts, and the slot is taken, for a moment at each attempt
        await().untilAsserted(() -> assertThat(ahead.query(SEEN_THERE))
                .isEqualTo(away.query(SEEN_THERE))
                .containsExactly("t, 0, 1, 0"));
        await().untilAsserted(() -> assertThat(heir.query(SEEN_HERE, "node_3"))
                .isEqualTo(heir.query(SEEN_HERE, "node_4"))
                .containsExactly("f, 0"));
        assertThat(away.log().lines()).noneMatch(line -> line.contains("forked off"));

        cut.heal();
        away.awaitReplay(heir.currentLsn());
        assertThat(away).isOnTimeline(2);
        assertThat(ahead).isOnTimeline(1);
    }
}
