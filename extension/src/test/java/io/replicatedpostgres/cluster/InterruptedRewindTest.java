package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.postgres.Feature;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rewind leaves that did not come to its end, and what can be done about it. */
class InterruptedRewindTest {

    private final ThreeNodes nodes = new ThreeNodes();
    private final Cluster cluster = nodes.cluster;
    private final Node a = nodes.a;
    private final Node b = nodes.b;

    @AfterEach
    void close() {
        nodes.close();
    }

    /** What an interruption while it copies would leave is left here: the mark of a rewind that has begun, and empty files. */
    private void interrupt() {
        a.execute("ALTER SYSTEM SET work_mem = '7MB'");
        cluster.awaitInSync();
        b.promote();
        b.checkpoint();
        a.execute("CREATE TABLE lost (id int); INSERT INTO lost SELECT generate_series(1, 10)");
        a.switchWal();
        a.execute("INSERT INTO lost VALUES (11)");
        a.stop();
        a.member()
                .host()
                .write(
                        a.member().host().home() + "/rewind.unfinished",
                        a.readFile("postgresql.auto.conf").getBytes(StandardCharsets.UTF_8));
        a.member().host().write(a.dataDirectory() + "/postgresql.conf", new byte[0]);
        a.member().host().write(a.dataDirectory() + "/postgresql.auto.conf", new byte[0]);
    }

    @Test
    void itIsDoneAgainFromTheArchive() {
        assumeTrue(Feature.REWIND_FROM_ARCHIVE.isIn(cluster.version()));
        interrupt();
        assertThat(a.archivedFiles()).isNotEmpty();
        a.archivedFiles().forEach(file -> a.member().host().delete(a.dataDirectory() + "/pg_wal/" + file));

        assertThatThrownBy(a::start)
                .hasMessageContaining("Rebuild it, which always works")
                .hasMessageContaining("To rewind it again works as long as the WAL it needs is in its archive");
        Rejoined done = a.rewinding(b).rejoin();

        assertThat(done.preflight().cautions())
                .anyMatch(caution -> caution.startsWith("a rewind of node-1 did not come to its end"));
        // of WAL that is in the archive alone
        assertThat(done.loss().orElseThrow().transactions()).isGreaterThanOrEqualTo(2);
        assertThat(done.proof().holds()).isTrue();
        assertThat(a.member().host().list(a.member().host().home())).doesNotContain("waldump");
        assertThat(a.query("SHOW work_mem")).containsExactly("7MB");
    }

    @Test
    void withoutTheWalItFailsAndARebuildWorks() {
        interrupt();
        a.archivedFiles().forEach(file -> {
            a.member().host().delete(a.dataDirectory() + "/pg_wal/" + file);
            a.member().host().delete(a.member().host().home() + "/archive/" + file);
        });

        assertThatThrownBy(() -> a.rewindTo(b)).hasMessageContaining("pg_rewind of node-1 to node-2 failed");
        a.rebuildFrom(b);
        a.start();

        a.awaitStreamingFrom(b);
        assertThat(a.query("SHOW work_mem")).containsExactly("7MB");
    }

    @Test
    void aRewindThatHasTouchedNothingLeavesANodeThatStarts() {
        nodes.diverge();
        try (Injected cut = cluster.inject(Faults.between(a, b, Cut.REFUSE))) {
            assertThatThrownBy(() -> a.rewindTo(b))
                    .as("%s", cut)
                    .hasMessageContaining("pg_rewind of node-1 to node-2 failed")
                    .hasMessageContaining(
                            "This pg_rewind has changed nothing of node-1: it can be started if it could be before.");
        }
        assertThat(a.preflightRewindTo(b).cautions()).isEmpty();
        a.start();
        assertThat(a.query("SELECT count(*) FROM lost")).containsExactly("10");

        a.kill();
        b.stop();
        assertThatThrownBy(() -> a.rewindTo(b)).hasMessageContaining("could not connect to node-2");
        a.start();
        a.stop();
        b.start();
        a.rewindTo(b);
        a.start();
        a.awaitStreamingFrom(b);
    }

    @Test
    void aRewindThatHasTouchedNothingMendsNoEarlierOne() {
        interrupt();
        try (Injected cut = cluster.inject(Faults.between(a, b, Cut.REFUSE))) {
            assertThatThrownBy(() -> a.rewindTo(b)).as("%s", cut).hasMessageContaining("half rewound");
        }
        assertThatThrownBy(a::start).hasMessageContaining("did not come to its end");
    }

    @Test
    void whatSomebodyElsesRewindHasOverwrittenIsWrittenAnew() {
        assumeTrue(Feature.REWIND_FROM_ARCHIVE.isIn(cluster.version()));
        nodes.diverge();
        a.member().host().write(a.dataDirectory() + "/postgresql.conf", new byte[0]);

        assertThatThrownBy(() -> a.rewinding(b).dryRun())
                .hasMessageContaining("is not set in the target cluster")
                .hasMessageContaining("The postgresql.conf of node-1 is not the one that was written here");
        Rejoined done = a.rewinding(b).rejoin();

        assertThat(done.proof().holds()).isTrue();
    }
}
