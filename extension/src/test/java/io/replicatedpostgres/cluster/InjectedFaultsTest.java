package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults on a running cluster: their life, and what the journal keeps of it. */
class InjectedFaultsTest {

    private static final Duration SHORT = Duration.ofMillis(5);

    private final Secrets secrets = Secrets.of();
    private final Path file;
    private final Journal journal;
    private final Cluster cluster;
    private final Node node;

    InjectedFaultsTest(@TempDir Path directory) {
        file = directory.resolve("journal.jsonl");
        journal = Journal.create(file, secrets);
        cluster = Cluster.start(ClusterSpec.builder().standbys(0).build(), new Recording(journal, secrets));
        node = cluster.node("node-1");
    }

    @AfterEach
    void close() {
        cluster.close();
        journal.close();
    }

    private static Fault refused(Node node) {
        return Faults.clientsCut(node, Cut.REFUSE);
    }

    private <T extends Event> List<T> recorded(Class<T> type) {
        return JournalFile.readAll(file).stream()
                .map(Entry::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private boolean answers() {
        try {
            node.execute("SELECT 1");
            return true;
        } catch (ReplicatedPostgresException e) {
            return false;
        }
    }

    @Test
    void healingTwiceHealsOnce() {
        Injected first = cluster.inject(refused(node));
        Injected second = cluster.inject(refused(node));

        first.heal();
        first.heal();
        assertThat(answers()).isFalse();
        second.close();

        assertThat(answers()).isTrue();
        assertThat(recorded(FaultBegan.class))
                .extracting(FaultBegan::description)
                .containsExactly("clients ⇹ node-1", "clients ⇹ node-1");
        assertThat(recorded(FaultEnded.class)).extracting(FaultEnded::outcome).containsExactly(Outcome.OK, Outcome.OK);
    }

    @Test
    void whatIsDoneDuringAFaultMayFail() {
        assertThatThrownBy(() -> cluster.during(refused(node), () -> {
                    assertThat(answers()).isFalse();
                    throw new IllegalStateException("of the test");
                }))
                .hasMessage("of the test");

        assertThat(answers()).isTrue();
    }

    @Test
    void allAreHealedInOneCall() {
        cluster.inject(refused(node));
        cluster.inject(Faults.flapping(refused(node), SHORT, SHORT));

        cluster.healAll();
        cluster.healAll();

        assertThat(answers()).isTrue();
        assertThat(flappingThreads()).isZero();
        assertThat(recorded(FaultEnded.class)).hasSize(2);
    }

    @Test
    void aFaultThatDoesNotFitLeavesNothing() {
        assertThatThrownBy(() -> cluster.inject(Faults.isolated(new NodeRef("node-9"))))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("cannot strike node-9")
                .hasMessageContaining("[node-1]");

        assertThat(answers()).isTrue();
        assertThat(recorded(FaultEnded.class))
                .singleElement()
                .extracting(FaultEnded::outcome)
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void aClosedClusterTakesNoFault() {
        cluster.close();

        assertThatThrownBy(() -> cluster.inject(refused(node)))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage(
                        "clients refused (clients ⇹ node-1) cannot be injected: the cluster is closed. Start another one.");
        assertThat(recorded(FaultBegan.class)).isEmpty();
    }

    @Test
    void withTheClusterItsFaultsAreOver() {
        Injected frozen = cluster.inject(Faults.clientsCut(node, Cut.FREEZE));
        Injected flapping = cluster.inject(Faults.flapping(refused(node), SHORT, SHORT));
        cluster.close();

        frozen.heal();
        flapping.heal();
        cluster.healAll();

        await().until(() -> flappingThreads() == 0);
        assertThat(recorded(FaultEnded.class)).hasSize(2).allSatisfy(ended -> {
            assertThat(ended.outcome()).isEqualTo(Outcome.OK);
            assertThat(ended.message()).isEqualTo("the cluster was closed");
        });
    }

    @Test
    void aFaultThatIsOnForLongEndsWithTheCluster() {
        cluster.inject(Faults.flapping(refused(node), Duration.ofHours(1), SHORT));

        cluster.close();

        assertThat(flappingThreads()).isZero();
    }

    private static long flappingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("replicated-postgres-flapping"))
                .count();
    }
}
