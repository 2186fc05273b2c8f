package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.spec.ClusterSpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a server ends that does not run is where PostgreSQL's own recovery ends: a promotion says where that was. */
class EndOfWalTest {

    private final Cluster cluster = Cluster.start();
    private final Node a = cluster.node("node-1");
    private final Node b = cluster.node("node-2");

    @AfterEach
    void close() {
        cluster.close();
    }

    /** It is promoted where its WAL ends, alone, without an upstream. */
    private void endsWhereItIsPromoted(Node node, Node other) {
        var progress = node.progress();
        other.kill();
        node.member().server().recovery().markStandby();

        node.start();
        node.promote();

        TimelineHistory history = node.history();
        assertThat(history.ancestors().get(history.ancestors().size() - 1).leftAt())
                .isEqualTo(progress.end());
        assertThat(history.ancestors().get(history.ancestors().size() - 1).timeline())
                .isEqualTo(progress.history().current());
    }

    @Test
    void ofAKilledPrimary() {
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        Lsn written = a.currentLsn();
        a.kill();

        assertThat(a.progress().end()).isGreaterThanOrEqualTo(written);
        endsWhereItIsPromoted(a, b);
    }

    @Test
    void ofAKilledPrimaryWithLongRecordsAndManySegments() {
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        a.checkpoint();
        a.writeWal(DataSize.megabytes(5));
        a.switchWal();
        a.writeWal(DataSize.megabytes(2));
        a.execute("BEGIN; INSERT INTO t SELECT generate_series(1, 1000); ROLLBACK");
        a.kill();

        endsWhereItIsPromoted(a, b);
    }

    @Test
    void ofAKilledPrimaryWithRecycledSegments() {
        a.configure("wal_keep_size = 0", "max_wal_size = 5MB", "min_wal_size = 5MB");
        for (int i = 0; i < 3; i++) {
            a.writeWal(DataSize.megabytes(6));
            b.awaitReplay(a.currentLsn());
            a.checkpoint();
        }
        a.writeWal(DataSize.kilobytes(100));
        a.kill();

        endsWhereItIsPromoted(a, b);
    }

    @Test
    void ofAStoppedPrimary() {
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        a.stop();

        endsWhereItIsPromoted(a, b);
    }

    @Test
    void ofAKilledStandby() {
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        b.awaitReplay(a.currentLsn());
        a.kill();
        b.kill();

        endsWhereItIsPromoted(b, a);
    }

    @Test
    void ofAStandbyThatHasNotReplayedAll() {
        b.execute("SELECT pg_wal_replay_pause()");
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        Awaitility.await()
                .until(() -> b.state().written() != null && b.state().written().isAtLeast(a.currentLsn()));
        a.kill();
        b.kill();

        endsWhereItIsPromoted(b, a);
    }

    @Test
    void ofAPrimaryKilledRightAfterItsPromotion() {
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        cluster.awaitInSync();
        a.kill();
        b.promote();
        b.execute("INSERT INTO t VALUES (1)");
        b.kill();

        assertThat(b.progress().history().current().id()).isEqualTo(2);
        endsWhereItIsPromoted(b, a);
    }

    @Test
    void ofAStandbyThatCameAlongTwoPromotions() {
        try (Cluster three = Cluster.start(ClusterSpec.builder().standbys(2).build())) {
            Node one = three.node("node-1");
            Node two = three.node("node-2");
            Node last = three.node("node-3");
            one.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
            three.failover(two);
            two.execute("INSERT INTO t VALUES (1)");
            one.rewindTo(two);
            one.start();
            one.awaitStreamingFrom(two);
            three.failover(one);
            one.execute("INSERT INTO t VALUES (2)");
            last.awaitReplay(one.currentLsn());
            last.kill();

            assertThat(last.progress().history().current().id()).isEqualTo(3);
            endsWhereItIsPromoted(last, one);
        }
    }
}
