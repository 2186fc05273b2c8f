package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.model.Lsn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes have diverged when both have WAL past the point where their histories parted, whichever of them answers. */
class DivergenceTest {

    private final ThreeNodes nodes = new ThreeNodes();
    private final Cluster cluster = nodes.cluster;
    private final Node a = nodes.a;
    private final Node b = nodes.b;
    private final Node c = nodes.c;

    @AfterEach
    void close() {
        nodes.close();
    }

    private void table() {
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
    }

    /** Fifty rows that only {@code a} has; {@code a} is killed. */
    private void killWithRowsOfItsOwn() {
        table();
        cluster.during(Faults.isolated(a), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            a.kill();
        });
    }

    private void forgetToBeAStandby() {
        c.stop();
        cluster.inflict(SessionFaults.standbySignalForgotten(c));
        c.start();
    }

    @Test
    void aKilledPrimaryEndsWhereItsWalEnds() {
        killWithRowsOfItsOwn();
        b.promote();
        b.execute("INSERT INTO t VALUES (100)");

        assertThat(cluster).hasDiverged();
        assertThat(a).hasDivergedFrom(b);
        Divergence divergence = a.divergenceFrom(b).orElseThrow();
        assertThat(divergence.fork()).isEqualTo(b.history().ancestors().get(0).leftAt());
        assertThat(divergence.oneBytes()).isPositive();
        assertThat(a.preflightRewindTo(b).verdict()).isEqualTo(Verdict.REWINDS);
        RewindLoss loss = a.lossOfRewindTo(b);
        assertThat(loss.changedRows()).containsEntry("postgres.public.t", 50L);
        assertThat(loss.walBytes()).isEqualTo(divergence.oneBytes());

        Rejoined rejoined = a.rewinding(b).rejoin();

        assertThat(rejoined.loss().orElseThrow().changedRows()).containsEntry("postgres.public.t", 50L);
        assertThat(cluster).hasNotDiverged();
    }

    @Test
    void aKilledPrimaryThatHadShippedAllHasNotDiverged() {
        table();
        Lsn end = a.currentLsn();
        a.kill();
        b.promote();
        b.execute("INSERT INTO t VALUES (100)");

        assertThat(b.history().ancestors().get(0).leftAt()).isGreaterThanOrEqualTo(end);
        assertThat(a).hasNotDivergedFrom(b);
    }

    @Test
    void aFrozenPrimaryIsJudgedByItsFiles() {
        table();
        cluster.during(Faults.isolated(a), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            b.promote();
            b.execute("INSERT INTO t VALUES (100)");
            a.pause();

            assertThat(a).hasDivergedFrom(b);
        });
    }

    @Test
    void twoThatWriteOnOneTimelineHaveDiverged() {
        table();
        forgetToBeAStandby();
        assertThat(c).isPrimary().isOnTimeline(1);
        a.execute("INSERT INTO t VALUES (1)");
        c.execute("INSERT INTO t VALUES (2)");

        assertThat(a.history()).isEqualTo(c.history());
        assertThat(a).hasDivergedFrom(c);
        assertThat(c).hasDivergedFrom(b);
        assertThat(b).hasNotDivergedFrom(a);
        assertThat(cluster).hasDiverged();
    }

    @Test
    void soTheyHaveWhenOneIsKilledAndTheOtherPromotes() {
        table();
        forgetToBeAStandby();
        a.execute("INSERT INTO t SELECT generate_series(1, 10)");
        c.execute("INSERT INTO t VALUES (2)");
        b.awaitReplay(a.currentLsn());
        c.kill();
        a.kill();
        b.promote();

        assertThat(c).hasDivergedFrom(b);
        assertThat(c).hasDivergedFrom(a);
    }

    @Test
    void twinsOfOnePositionHaveDiverged() {
        table();
        a.stop();
        b.promote();
        c.promote();
        b.execute("INSERT INTO t VALUES (1)");
        c.execute("INSERT INTO t SELECT generate_series(1, 100)");
        assertThat(b.history()).isEqualTo(c.history());

        assertThat(b).hasDivergedFrom(c);
        assertThat(a).hasNotDivergedFrom(b).hasNotDivergedFrom(c);
        c.kill();
        assertThat(b).hasDivergedFrom(c);
        b.stop();
        assertThat(b).hasDivergedFrom(c);
    }

    @Test
    void twinsOfTwoPositionsHaveDiverged() {
        table();
        b.promote();
        a.execute("INSERT INTO t VALUES (1)");
        c.awaitReplay(a.currentLsn());
        c.promote();
        b.execute("INSERT INTO t VALUES (2)");

        assertThat(b).hasDivergedFrom(c);
        assertThat(c.divergenceFrom(b).orElseThrow().fork())
                .isEqualTo(b.history().ancestors().get(0).leftAt());
    }

    @Test
    void aTwinThatStreamsFromTheOtherStillHas() {
        table();
        a.stop();
        b.promote();
        c.promote();
        b.execute("INSERT INTO t SELECT generate_series(1, 1000)");
        c.execute("INSERT INTO t SELECT generate_series(1, 100)");
        c.stop();
        b.switchWal();
        b.execute("INSERT INTO t VALUES (3)");
        c.follow(b);
        c.start();
        c.awaitStreamingFrom(b);

        assertThat(c).hasDivergedFrom(b);
    }

    @Test
    void theTimelineOfAStandbyIsWhatItReplayed() {
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        b.promote();
        c.follow(b);
        b.execute("CREATE TABLE of_b (id int); INSERT INTO of_b SELECT generate_series(1, 1000)");
        c.awaitReplay(b.currentLsn());
        a.execute("INSERT INTO t SELECT generate_series(1, 1000)");
        b.stop();
        b.rebuildFrom(a);
        b.start();
        b.awaitStreamingFrom(a);

        await().until(() -> c.receiver().isEmpty());
        assertThat(c).isOnTimeline(2).hasDivergedFrom(a).hasDivergedFrom(b);
        assertThat(a).hasNotDivergedFrom(b);
        c.kill();
        assertThat(c).hasDivergedFrom(a);
        assertThat(c.history().current().id()).isEqualTo(2);
    }

    @Test
    void standbysThatFollowHaveNotDivergedWhateverWasDoneToThem() {
        table();
        a.execute("INSERT INTO t SELECT generate_series(1, 20000)");
        a.switchWal();
        c.kill();
        a.execute("INSERT INTO t SELECT generate_series(1, 20000)");
        assertThat(cluster).hasNotDiverged();

        b.stop();
        a.checkpoint();
        a.execute("INSERT INTO t SELECT generate_series(1, 20000)");
        a.kill();
        assertThat(cluster).hasNotDiverged();

        a.start();
        b.start();
        c.start();
        cluster.awaitInSync();
        assertThat(cluster).hasNotDiverged();
    }
}
