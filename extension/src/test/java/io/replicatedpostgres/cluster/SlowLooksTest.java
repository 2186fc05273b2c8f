package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look that takes longer than a second, as on a loaded machine, is waited for; a frozen server is named. */
class SlowLooksTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().standbys(2).build());
    private final Node a = cluster.node("node-1");
    private final Node b = cluster.node("node-2");
    private final Node c = cluster.node("node-3");

    @AfterEach
    void close() {
        cluster.close();
    }

    /** New sessions wait for the lock for some seconds, here and on the standbys that replay it. */
    private CompletableFuture<Void> slow() {
        CompletableFuture<Void> slow = Background.begin(
                () -> a.execute(
                        "BEGIN; CREATE TABLE slow (); LOCK TABLE pg_authid IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4); COMMIT"));
        await().until(() -> a.state().role() == Role.UNRESPONSIVE);
        return slow;
    }

    @Test
    void thePrimaryIsFound() {
        CompletableFuture<Void> slow = slow();

        assertThat(cluster.primary()).isEqualTo(a);

        slow.join();
    }

    @Test
    void theRolesAreFound() {
        CompletableFuture<Void> slow = slow();

        assertThat(cluster.primaries()).containsExactly(a);

        slow.join();
        assertThat(cluster.standbys()).containsExactly(b, c);
    }

    @Test
    void theRoleOfOneIsFound() {
        CompletableFuture<Void> slow = slow();

        assertThat(a.isPrimary()).isTrue();

        slow.join();
    }

    @Test
    void anAssertionWaitsForTheAnswer() {
        CompletableFuture<Void> slow = slow();

        assertThat(a).isPrimary().isOnTimeline(1);

        slow.join();
    }

    @Test
    void standbysAreWaitedFor() {
        CompletableFuture<Void> slow = slow();

        cluster.awaitInSync();

        slow.join();
        assertThat(cluster).isInSync();
    }

    @Test
    void aSlowPrimaryIsKilledBeforeAnotherIsPromoted() {
        CompletableFuture<Void> slow = slow();

        Node heir = cluster.failover();

        assertThat(a).isStopped();
        assertThat(cluster.primaries()).containsExactly(heir);
        slow.exceptionally(killed -> null).join();
    }

    @Test
    void aFrozenServerIsNamed() {
        a.pause();

        assertThatThrownBy(cluster::primary)
                .hasMessageStartingWith(
                        "wanted the only primary, but there is none: node-1 unresponsive, node-2 standby");
        assertThat(a.isPrimary()).isFalse();
        assertThat(cluster.primaries()).isEmpty();
        assertThat(cluster.failover()).isPrimary();
    }

    @Test
    void aDeadServerIsNamed() {
        a.kill();

        assertThatThrownBy(cluster::primary)
                .hasMessageStartingWith("wanted the only primary, but there is none: node-1 stopped, node-2 standby");
    }

    @Test
    void aFrozenStandbyIsNotInSync() {
        try (Cluster impatient = Cluster.start(ClusterSpec.builder()
                .timeout(Duration.ofSeconds(10))
                .standbys(2)
                .build())) {
            impatient.node("node-2").pause();
            impatient.node("node-3").stop();

            assertThatThrownBy(impatient::awaitInSync)
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageStartingWith("node-2 did not catch up");
        }
    }
}
