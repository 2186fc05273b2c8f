package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rewinds from everything that can be a source, tried before they are done and proved afterwards. */
class RewindingTest {

    private final ThreeNodes nodes = new ThreeNodes();
    private final Cluster cluster = nodes.cluster;
    private final Node a = nodes.a;
    private final Node b = nodes.b;
    private final Node c = nodes.c;

    @AfterEach
    void close() {
        nodes.close();
    }

    @Test
    void whoRejoinsIsProvedToBeEqual() {
        nodes.diverge();

        Rejoined done = a.rewinding(b).rejoin();

        assertThat(done.preflight().verdict()).isEqualTo(Verdict.REWINDS);
        assertThat(done.loss().orElseThrow().transactions()).isPositive();
        assertThat(done.rewind().divergedAt()).isEqualTo(done.preflight().fork());
        assertThat(done.proof().differences()).isEmpty();
        assertThat(done.proof().tables()).isEqualTo(1);
        assertThat(done.proof().rows()).isEqualTo(20);
        assertThat(done.proof().history()).isEqualTo(b.history());
        assertThat(done.proof().lookedBy().contains("pg_amcheck")).isEqualTo(Feature.AMCHECK.isIn(cluster.version()));
        assertThat(a).isStreamingFrom(b);
    }

    @Test
    void fromTheDirectoryOfAStoppedSource() {
        nodes.diverge();
        b.stop();

        Rejoined done = a.rewinding(b).fromDirectory().rejoin();

        assertThat(done.preflight().verdict()).isEqualTo(Verdict.REWINDS);
        assertThat(done.rewind().nothingDone()).isFalse();
        assertThat(done.proof().holds()).isTrue();
        assertThat(a).isStreamingFrom(b).isOnTimeline(2);
        assertThat(b.slot("node_1")).isActive();
    }

    @Test
    void theDirectoryOfASourceThatWasKilledIsNone() {
        nodes.diverge();
        b.kill();

        Rewinding rewinding = a.rewinding(b).fromDirectory();

        assertThat(rewinding.preflight().obstacles())
                .containsExactly(
                        "node-2 was not shut down cleanly, and its directory is read: start and stop it first");
        assertThatThrownBy(rewinding::run).hasMessageContaining("source data directory must be shut down cleanly");
    }

    @Test
    void theDirectoryOfASourceThatRunsIsNone() {
        nodes.diverge();

        assertThatThrownBy(() -> a.rewinding(b).fromDirectory().run())
                .hasMessage(
                        "node-1 cannot be rewound from the directory of node-2 while that runs. Stop it first, or rewind from the running server.");
    }

    @Test
    void aStandbyIsASourceToo() {
        assumeTrue(Feature.REWIND_FROM_STANDBY.isIn(cluster.version()));
        b.promote();
        b.checkpoint();
        c.follow(b);
        c.awaitStreamingFrom(b);
        a.execute("CREATE TABLE lost (id int)");
        b.execute("CREATE TABLE kept (id int)");
        b.checkpoint();
        c.awaitReplay(b.currentLsn());
        c.checkpoint();
        a.stop();

        Rejoined done = a.rewinding(c).rejoin();

        assertThat(done.preflight().verdict()).isEqualTo(Verdict.REWINDS);
        assertThat(done.proof().holds()).isTrue();
        assertThat(a).isStreamingFrom(c);
    }

    @Test
    void aDryRunTouchesNothing() {
        nodes.diverge();
        String before = a.readFile("global/pg_control");

        var said = a.rewinding(b).dryRun();

        assertThat(said.nothingDone()).isFalse();
        assertThat(said.divergedAt()).isEqualTo(a.preflightRewindTo(b).fork());
        assertThat(a.readFile("global/pg_control")).isEqualTo(before);
        a.start();
        assertThat(a).isPrimary();
        assertThat(a.query("SELECT count(*) FROM lost")).containsExactly("10");
    }

    @Test
    void aDryRunFailsOnAKilledTargetThatARewindRecovers() {
        assumeTrue(Feature.REWIND_RECOVERS_TARGET.isIn(cluster.version()));
        nodes.diverge();
        a.start();
        a.kill();

        assertThatThrownBy(() -> a.rewinding(b).dryRun())
                .hasMessageContaining("target server must be shut down cleanly");
        assertThat(a.preflightRewindTo(b).verdict()).isEqualTo(Verdict.REWINDS);
        assertThat(a.rewinding(b).rejoin().proof().holds()).isTrue();
    }

    @Test
    void whatWouldFailIsNotTouched() {
        nodes.diverge();
        b.configure("full_page_writes = off");
        String before = a.readFile("global/pg_control");

        assertThatThrownBy(() -> a.rewinding(b).rejoin())
                .hasMessageStartingWith("node-1 was not rewound to node-2: it would fail: full_page_writes is off on node-2")
                .hasMessageEndingWith("Nothing was touched.");
        assertThat(a.readFile("global/pg_control")).isEqualTo(before);
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        a.stop();
        try (Cluster other = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Rewinding rewinding = a.rewinding(other.primary());

            Map.<String, Runnable>of("run", rewinding::run, "dry", rewinding::dryRun, "rejoin", rewinding::rejoin)
                    .forEach(
                            (verb, act) -> assertThatThrownBy(act::run)
                                    .as(verb)
                                    .hasMessageStartingWith(
                                            "node-1 cannot be rewound to node-1: that is a node of another cluster (cluster of [node-1])"));
        }
    }
}
