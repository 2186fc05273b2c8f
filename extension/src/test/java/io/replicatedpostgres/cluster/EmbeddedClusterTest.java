package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.Step;
import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.provision.embedded.EmbeddedArchive;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import io.replicatedpostgres.spec.RuntimeKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Servers out of the class path, whose archive holds {@code postgres}, {@code initdb} and {@code pg_ctl} and no other program. */
@Tag("local") // looks at this machine from outside
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedClusterTest {

    private static Cluster cluster;
    private static Node a;
    private static Node b;

    @BeforeAll
    static void start() {
        assumeTrue(!EmbeddedArchive.onClassPath().isEmpty(), "no " + EmbeddedArchive.artifact() + " on the class path");
        cluster = Cluster.start(ClusterSpec.builder()
                .archive(ArchiveMode.PER_NODE)
                .timeout(Duration.ofSeconds(20))
                .place(Places.with(PlaceKey.RUNTIME, "embedded"))
                .build());
        a = cluster.node("node-1");
        b = cluster.node("node-2");
        a.execute("CREATE TABLE t (id int PRIMARY KEY, text text)");
        a.execute("INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS n");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static void assumeMissing(String program) {
        assumeFalse(
                cluster.node("node-1").member().provisioned().binaries().has(program),
                "another installation of this major version on this machine has " + program);
    }

    @Test
    @Order(1)
    void itStreams() {
        cluster.awaitInSync();

        assertThat(cluster.runtime()).isEqualTo(RuntimeKind.EMBEDDED);
        assertThat(b.query("SELECT count(*) FROM t")).containsExactly("20000");
    }

    @Test
    @Order(1)
    void theControlFileIsReadAsTheServerReadsIt() {
        a.execute("CHECKPOINT");

        ControlData control = ControlData.read(a.member().host());

        assertThat(a.query("SELECT system_identifier || ' ' || catalog_version_no FROM pg_control_system()"))
                .containsExactly(control.systemIdentifier() + " " + control.catalogVersion());
        assertThat(
                        a.query(
                                "SELECT checkpoint_lsn || ' ' || timeline_id || ' ' || redo_wal_file FROM pg_control_checkpoint()"))
                .containsExactly("%s %s %s"
                        .formatted(control.checkpoint(), control.timeline().id(), control.redoFile()));
        assertThat(control.state()).isEqualTo("in production");
        assertThat(control.logsEveryChangedPage()).isTrue();
        assertThat(control.minimumRecoveryTimeline()).isEmpty();
    }

    @Test
    @Order(1)
    void thatOfAStandbyToo() {
        a.execute("CHECKPOINT");
        cluster.awaitInSync();
        b.execute("CHECKPOINT");

        ControlData control = ControlData.read(b.member().host());

        assertThat(b.query(
                        "SELECT min_recovery_end_lsn || ' ' || min_recovery_end_timeline FROM pg_control_recovery()"))
                .containsExactly("%s %s"
                        .formatted(
                                control.minimumRecoveryPoint(),
                                control.minimumRecoveryTimeline().orElseThrow().id()));
        assertThat(control.state()).isEqualTo("in archive recovery");
    }

    @Test
    @Order(2)
    void aStandbyIsRebuiltWhileThePrimaryIsWrittenTo() throws Exception {
        b.kill();
        var writer = new Thread(() -> {
            for (int n = 30_000; n < 30_400; n++) {
                a.execute("INSERT INTO t VALUES (%s, 'written meanwhile')".formatted(n));
            }
        });

        writer.start();
        b.rebuildFrom(a);
        writer.join();
        b.start();

        cluster.awaitInSync();
        assertThat(b.compareWith(a).holds()).isTrue();
        assertThat(b.query("SELECT count(*) FROM t WHERE id >= 30000")).containsExactly("400");
    }

    @Test
    @Order(2)
    void aScheduleThatNeedsARewindIsRefusedBeforeItBegins() {
        assumeMissing("pg_rewind");

        assertThatThrownBy(() -> Chaos.replay(Step.of(Mischief.FAILOVER, 1, 1)).run(cluster))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Step.of(FAILOVER, 1, 1): the old primary comes back by pg_rewind")
                .hasMessageContaining("which is missing on node-1");
        assertThat(cluster.primary()).isEqualTo(a);
    }

    @Test
    @Order(2)
    void theCopyTakesTheWayOfALink() {
        assumeMissing("pg_basebackup");
        b.kill();

        cluster.during(
                Faults.between(b, a, Cut.REFUSE),
                () -> assertThatThrownBy(() -> b.rebuildFrom(a))
                        .isInstanceOf(ReplicatedPostgresException.class)
                        .hasMessageStartingWith("base backup of node-1 onto node-2 "));

        assertThat(b.member().server().data().exists()).isFalse();
        b.rebuildFrom(a);
        b.start();
        cluster.awaitInSync();
    }

    @Test
    @Order(3)
    void aRewindSaysWhatIsMissingAndTheWaysToIt() {
        assumeMissing("pg_rewind");
        b.promote();
        a.execute("INSERT INTO t VALUES (-1, 'lost')");
        b.execute("INSERT INTO t VALUES (-1, 'kept')");
        a.stop();

        String told =
                "it needs pg_rewind, and neither PostgreSQL .* nor another installation of PostgreSQL \\d+ on this machine has that program";
        assertThat(a.rewinding(b).preflight()).satisfies(preflight -> {
            assertThat(preflight.verdict()).isEqualTo(Verdict.FAILS);
            assertThat(preflight.obstacles()).singleElement().asString().containsPattern(told);
        });
        assertThatThrownBy(() -> a.rewindTo(b))
                .isInstanceOf(SpecException.class)
                .hasMessageMatching(
                        "the rewind of node-1 to node-2: " + told
                                + "\\. Install the programs of PostgreSQL \\d+, which bring pg_rewind .*, or rebuild node-1: rebuildFrom\\(node-2\\), or rewinding\\(node-2\\)\\.orRebuild\\(\\)\\.rejoin\\(\\)\\.");
        assertThatThrownBy(() -> a.rewinding(b).rejoin()).hasMessageContaining("Nothing was touched");
    }

    @Test
    @Order(4)
    void rejoinRebuildsWhereItIsToldTo() {
        assumeMissing("pg_rewind");

        Rejoined rejoined = a.rewinding(b).orRebuild().rejoin();

        assertThat(rejoined.rebuilt()).isTrue();
        assertThat(rejoined.rewind().output()).startsWith("rebuilt: it needs pg_rewind");
        assertThat(rejoined.proof().holds()).isTrue();
        assertThat(a.query("SELECT text FROM t WHERE id = -1")).containsExactly("kept");
    }

    @Test
    @Order(5)
    void aProgramThatIsMissingIsRefusedBeforeItRuns() {
        assumeMissing("pg_waldump");

        assertThatThrownBy(() -> a.tool("pg_waldump"))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("tool(\"pg_waldump\") of node-1: it needs pg_waldump")
                .hasMessageEndingWith("write @RequiresTool(\"pg_waldump\") at the test, which is skipped then.");
    }

    @Test
    @Order(6)
    void itIsPromotedByPgCtl() {
        Node standby = cluster.standbys().get(0);

        standby.promote(PromoteBy.PG_CTL);

        assertThat(standby.query("SELECT pg_is_in_recovery()")).isEqualTo(List.of("f"));
    }
}
