package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The standby whose history is furthest is promoted; what is given up is named, and refused where another node has it. */
class FailoverTest {

    @TempDir
    private Path directory;

    private Cluster cluster;
    private Node a;
    private Node b;
    private Node c;

    @BeforeEach
    void start() {
        cluster = Cluster.start(
                ClusterSpec.builder().standbys(2).build(),
                new Recording(Journal.create(directory.resolve("test.jsonl"), Secrets.of()), Secrets.of()));
        a = cluster.node("node-1");
        b = cluster.node("node-2");
        c = cluster.node("node-3");
        a.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    private List<String> notes() {
        return JournalFile.readAll(directory.resolve("test.jsonl")).stream()
                .map(entry -> entry.event())
                .filter(Note.class::isInstance)
                .map(event -> ((Note) event).text())
                .toList();
    }

    @Test
    void theHeirIsOnTheLatestTimelineWhateverThePositions() {
        b.promote();
        a.execute("INSERT INTO t SELECT generate_series(1, 10000)");
        c.awaitReplay(a.currentLsn());
        a.stop();
        a.rewindTo(b);
        a.start();
        b.execute("INSERT INTO t VALUES (42)");
        a.awaitReplay(b.currentLsn());
        assertThat(c).isOnTimeline(1);
        assertThat(c.state().written()).isGreaterThan(a.state().written());

        Node heir = cluster.failover();

        assertThat(heir).isEqualTo(a).isPrimary().isOnTimeline(3);
        assertThat(a.query("SELECT id FROM t")).containsExactly("42");
        assertThat(c).isStandby().isOnTimeline(1);
        assertThat(notes())
                .anySatisfy(note -> assertThat(note)
                        .startsWith("failover to node-1 gives up what it lacks: node-3 is at ")
                        .contains("on timeline 1, with 1 transactions")
                        .endsWith("Rewind or rebuild node-3 before it follows"));
    }

    @Test
    void theTailOfTheKilledPrimaryIsLostAndNamed() {
        cluster.during(Faults.isolated(a), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");

            cluster.failover();
        });

        assertThat(notes())
                .anySatisfy(note -> assertThat(note).contains("node-1 is at ").contains("with 2 transactions"));
        cluster.awaitInSync();
    }

    @Test
    void aFailoverThatLosesNothingSaysNothing() {
        Node heir = cluster.failover();

        cluster.awaitInSync();
        assertThat(heir).isPrimary();
        assertThat(notes()).isEmpty();
    }

    @Test
    void whatAStoppedStandbyHasIsNotGivenUp() {
        cluster.during(Faults.between(a, c), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            b.awaitReplay(a.currentLsn());
            b.stop();
            a.kill();

            assertThatThrownBy(cluster::failover)
                    .isInstanceOf(ReplicatedPostgresException.class)
                    .hasMessageStartingWith(
                            "no failover: node-3 is the standby whose history is furthest, and its promotion would give up what another node has: node-2 is at ")
                    .hasMessageContaining("with 1 transactions")
                    .hasMessageEndingWith(
                            "Start node-2 first, or give it up with failover(node-3). No node was promoted.");
            assertThat(c).isStandby();
        });
        b.start();

        assertThat(cluster.failover()).isEqualTo(b);
        assertThat(b.query("SELECT count(*) FROM t")).containsExactly("50");
        cluster.awaitInSync();
    }

    @Test
    void itIsGivenUpWhereThatIsSaid() {
        cluster.during(Faults.between(a, c), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            b.awaitReplay(a.currentLsn());

            assertThat(cluster.failover(c)).isEqualTo(c).isPrimary();
        });

        assertThat(a).isStopped();
        assertThat(b).isStandby().hasDivergedFrom(c);
        assertThat(c.query("SELECT count(*) FROM t")).containsExactly("0");
        assertThat(notes())
                .anySatisfy(note -> assertThat(note).contains("node-2 is at ").contains("with 1 transactions"));
    }

    @Test
    void aRefusedFailoverKillsNobody() {
        cluster.during(Faults.between(a, c), () -> {
            a.execute("INSERT INTO t SELECT generate_series(1, 50)");
            b.awaitReplay(a.currentLsn());
            b.kill();

            assertThatThrownBy(cluster::failover).hasMessageStartingWith("no failover: node-3");
        });

        assertThat(a).isPrimary();
        a.execute("INSERT INTO t VALUES (1)");
    }

    @Test
    void aStoppedStandbyThatHasNothingMoreIsNoReason() {
        c.stop();
        a.execute("INSERT INTO t SELECT generate_series(1, 50)");
        b.awaitReplay(a.currentLsn());

        assertThat(cluster.failover()).isEqualTo(b);
    }

    @Test
    void aTimelineThatTheHeirNeverCameToIsNotGivenUp() {
        a.stop();
        b.promote();
        b.execute("INSERT INTO t SELECT generate_series(1, 50)");
        assertThat(c).isOnTimeline(1);

        assertThatThrownBy(cluster::failover)
                .hasMessageContaining("node-2 is at ")
                .hasMessageContaining("on timeline 2, with 1 transactions")
                .hasMessageContaining("Let node-3 follow node-2 first");

        assertThat(b).isPrimary();
        b.stop();
        assertThatThrownBy(cluster::failover).hasMessageContaining("Start node-2 first");
        assertThat(cluster.failover(c)).isEqualTo(c);
        assertThat(notes()).anySatisfy(note -> assertThat(note).contains("node-2 is at "));
    }

    @Test
    void aFollowerThatHasNotComeToTheTimelineYetMaySucceed() {
        a.stop();
        b.promote();
        cluster.during(Faults.between(b, c), () -> {
            c.follow(b);
            b.execute("INSERT INTO t SELECT generate_series(1, 50)");

            assertThat(cluster.failover()).isEqualTo(c);
        });

        assertThat(notes())
                .anySatisfy(note ->
                        assertThat(note).contains("node-2 is at ").contains("on timeline 2, with 1 transactions"));
    }

    @Test
    void whoIsNoRunningStandbyIsNoHeir() {
        c.stop();

        assertThatThrownBy(() -> cluster.failover(c))
                .hasMessageStartingWith("node-3 cannot be promoted: it is no running standby.");
        assertThatThrownBy(() -> cluster.failover(a))
                .hasMessageStartingWith("node-1 cannot be promoted: it is no running standby.");
        assertThat(a).isPrimary();
    }

    @Test
    void withNoStandbyLeftThereIsNoHeir() {
        b.stop();
        c.kill();

        assertThatThrownBy(cluster::failover).hasMessageStartingWith("no standby is left to promote");
        assertThat(a).isPrimary();
    }

    @Test
    void aDamagedPrimaryIsNoObstacle() {
        a.kill();
        a.member().host().delete(a.dataDirectory());

        assertThat(cluster.failover()).isPrimary();
    }
}
