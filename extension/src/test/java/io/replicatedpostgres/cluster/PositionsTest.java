package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.spec.ClusterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A higher position on another timeline is not further: who has replayed what is judged on one history. */
class PositionsTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().standbys(2).build());
    private final Node a = cluster.node("node-1");
    private final Node b = cluster.node("node-2");
    private final Node c = cluster.node("node-3");

    @AfterEach
    void close() {
        cluster.close();
    }

    /** {@code b} is promoted and {@code c} follows it, far past where {@code a} is; {@code a} stays on timeline 1. */
    private void part() {
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        b.promote();
        c.follow(b);
        b.execute("INSERT INTO t SELECT generate_series(1, 10000)");
        b.writeWal(DataSize.megabytes(4));
        c.awaitReplay(b.currentLsn());
        a.execute("INSERT INTO t VALUES (1)");
    }

    /** The same, and then {@code b} is built anew from {@code a}: no node streams to {@code c}. */
    private void strand() {
        part();
        b.stop();
        b.rebuildFrom(a);
        b.start();
        b.awaitStreamingFrom(a);
    }

    @Test
    void aHigherPositionOfAnotherTimelineIsNotReplayed() {
        strand();
        Lsn position = a.currentLsn();
        await().until(() -> c.receiver().isEmpty());
        assertThat(c.state().replayed()).isGreaterThan(position);

        String left = "it left timeline 1 at %s for timeline 2"
                .formatted(c.history().ancestors().get(0).leftAt());
        assertThatThrownBy(() -> c.awaitReplay(position))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageStartingWith("node-3 will never replay " + position + " on timeline 1: " + left);
        assertThatThrownBy(() -> c.awaitReplay(a.currentPosition())).hasMessageContaining(left);
        assertThat(c.hasReplayed(a.currentPosition())).isFalse();
        assertThat(c.whyNotReplayed(a.currentPosition()))
                .hasValueSatisfying(words -> assertThat(words).contains(left));
        assertThatThrownBy(() -> assertThat(c).isInSyncWith(a)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(cluster).isInSync()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(cluster::awaitInSync).hasMessageContaining(left);
        assertThat(c.progress().has(a.progress())).isFalse();
        assertThat(b.hasReplayed(a.currentPosition())).isTrue();
    }

    @Test
    void aStandbyOfAnotherHistoryHasNotReplayedWhatThisOneWrote() {
        part();

        assertThatThrownBy(() -> c.awaitReplay(a.currentLsn())).hasMessageContaining("it left timeline 1");
        assertThatThrownBy(() -> c.awaitReplay(requireNonNull(a.state().written())))
                .hasMessageContaining("it left timeline 1");
        assertThatThrownBy(() -> c.awaitReplay(a.switchWal())).hasMessageContaining("it left timeline 1");
        assertThat(c.hasReplayed(b.currentPosition())).isTrue();
        assertThat(a.hasReplayed(b.currentPosition())).isFalse();
        assertThat(a.whyNotReplayed(b.currentPosition()))
                .hasValueSatisfying(words -> assertThat(words).contains("it has not come to timeline 2"));
    }

    @Test
    void whatLiesBeforeTheForkIsOnBothHistories() {
        a.execute("CREATE TABLE t (id int)");
        WalPosition before = a.currentPosition();
        cluster.awaitInSync();
        b.promote();
        c.follow(b);
        c.awaitReplay(b.currentLsn());
        a.execute("INSERT INTO t VALUES (1)");

        assertThat(before.timeline()).isEqualTo(Timeline.FIRST);
        c.awaitReplay(before);
        c.awaitReplay(before.lsn());
        assertThat(b.hasReplayed(before)).isTrue();
        assertThat(a.hasReplayed(before)).isTrue();
    }

    @Test
    void aPositionThatNobodyNamedLiesOnTheHistoryOfTheUpstream() {
        part();
        Lsn unnamed = Lsn.parse(String.valueOf(
                b.query("SELECT pg_logical_emit_message(true, '', '')").get(0)));

        c.awaitReplay(unnamed);

        assertThat(c.hasReplayed(new WalPosition(new Timeline(2), unnamed))).isTrue();
        assertThat(a.hasReplayed(new WalPosition(new Timeline(2), unnamed))).isFalse();
    }

    @Test
    void aLostTailIsNotReplayedByWhoGoesOnWithoutIt() {
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        var lost = cluster.inject(Faults.isolated(a));
        a.execute("INSERT INTO t SELECT generate_series(1, 100)");
        Lsn tail = a.currentLsn();
        a.kill();
        lost.close();
        b.promote();
        c.follow(b);
        b.execute("INSERT INTO t SELECT generate_series(1, 10000)");
        c.awaitReplay(b.currentLsn());

        assertThat(c.state().replayed()).isGreaterThan(tail);
        assertThatThrownBy(() -> c.awaitReplay(tail)).hasMessageContaining("it left timeline 1");
    }

    @Test
    void aCascadeIsJudgedAlongAllTimelines() {
        a.execute("CREATE TABLE t (id int)");
        c.follow(b);
        cluster.awaitInSync();
        a.stop();
        b.promote();
        b.execute("INSERT INTO t VALUES (1)");
        c.awaitReplay(b.currentLsn());
        b.stop();
        c.promote();
        c.execute("INSERT INTO t VALUES (2)");
        b.follow(c);
        b.start();
        a.follow(b);
        a.start();
        cluster.awaitInSync();

        assertThat(a).isOnTimeline(3);
        assertThat(a.hasReplayed(c.currentPosition())).isTrue();
        assertThat(cluster).hasNotDiverged().isInSync();
        a.kill();
        b.stop();
        assertThat(cluster).hasNotDiverged();
        assertThat(a.progress().has(b.progress()) || b.progress().has(a.progress()))
                .isTrue();
    }

    /** From 17 on pg_rewind leaves such a segment, and until a walreceiver comes only the files say where the standby is. */
    @Test
    void aSegmentWithoutAHistorySaysNothingOfTheTimeline() {
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        a.stop();
        await().until(() -> b.receiver().isEmpty());

        b.files().list("pg_wal").stream()
                .filter(name -> name.matches("00000001[0-9A-F]{16}"))
                .forEach(name -> b.files()
                        .write("pg_wal/00000002" + name.substring(8), b.files().readBytes("pg_wal/" + name)));

        assertThat(b).isOnTimeline(1);
        a.start();
        cluster.awaitInSync();
    }
}
