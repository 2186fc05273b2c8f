package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.spec.ArchiveMode.SHARED;
import static io.replicatedpostgres.spec.SynchronousCommit.REMOTE_APPLY;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.PostgresVersions;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgresExtension;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.spec.ClusterSpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClustersGuideTest {

    // region synchronous
    @Test
    @ReplicatedPostgres(standbys = 2, synchronousCommit = REMOTE_APPLY, synchronousStandbys = "ANY 1 (*)")
    void aCommitIsSeenOnOneOfTwoStandbysBeforeItReturns(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE orders (id int)");

        assertThat(cluster.standbys())
                .anySatisfy(standby ->
                        assertThat(standby.query("SELECT * FROM orders")).isEmpty());
    }
    // endregion

    // region cascade
    @Test
    @ReplicatedPostgres(
            standby = {
                @Standby(name = "near"),
                @Standby(name = "far", upstream = "near", settings = "hot_standby_feedback = on")
            },
            archive = SHARED,
            settings = {"max_slot_wal_keep_size = 64MB", "wal_sender_timeout = 5s"})
    void farStreamsFromNear(Cluster cluster, @OnNode("near") Node near, @OnNode("far") Node far) {
        assertThat(far).isStreamingFrom(near);
    }
    // endregion

    // region shared
    @Nested
    @ReplicatedPostgres(shared = true)
    class ReadOnlyTests {

        @Test
        void oneOfMany(Cluster cluster) {
            assertThat(cluster).isInSync();
        }
    }
    // endregion

    // region versions
    @PostgresVersions({"13", "15", "17", "18"})
    @ReplicatedPostgres
    void onEachVersionThatCanBeHad(Cluster cluster) {
        assertThat(cluster).isInSync();
    }
    // endregion

    // region programmatic
    @Nested
    class Programmatic {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                .standbys(2)
                .settings("work_mem = 8MB")
                .build();

        @Test
        void theSameByABuilder(Cluster cluster) {
            assertThat(cluster.standbys()).hasSize(2);
        }
    }
    // endregion

    // region plain
    @Test
    void withoutTheExtension() {
        try (Cluster cluster =
                Cluster.start(ClusterSpec.builder().standbys(1).slots("air").build())) {
            cluster.primary().execute("CREATE TABLE orders (id int)");
            cluster.awaitInSync();
        }
    }
    // endregion
}
