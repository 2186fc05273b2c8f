package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.convergedWithin;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DeadlineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConvergingTest {

    private static final Duration SOON = Duration.ofMillis(500);

    @Test
    @ReplicatedPostgres
    void equalNodesHaveConverged(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");

        cluster.awaitConverged(cluster.deadline());

        assertThat(cluster).upholds(convergedWithin(cluster.deadline()));
    }

    @Test
    @ReplicatedPostgres
    void whatIsCutOffHasNot(Cluster cluster) {
        cluster.during(Faults.between(cluster.primary(), cluster.standby()), () -> {
            cluster.primary().execute("CREATE TABLE t()");

            assertThatThrownBy(() -> cluster.awaitConverged(SOON))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-2 has not replayed up to");
            assertThatThrownBy(() -> assertThat(cluster).upholds(convergedWithin(SOON)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("all nodes converged within 500 ms: BROKEN: [node-1, node-2] differ");
        });
    }

    @Test
    @ReplicatedPostgres
    void twoPrimariesHaveNot(Cluster cluster) {
        cluster.standby().promote();

        assertThatThrownBy(() -> cluster.awaitConverged(SOON)).hasMessageContaining("not one primary");
    }

    @Tag("local") // tears a page from outside
    @Test
    @ReplicatedPostgres
    void soundPagesAreNotCorruptAndTornOnesAre(Cluster cluster) throws IOException {
        assumeThat(cluster.version().isAtLeast(14)).isTrue();
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE t AS SELECT id FROM generate_series(1, 1000) AS id; CREATE INDEX ON t (id)");
        primary.checkpoint();
        cluster.awaitInSync();

        assertThat(cluster).isNotCorrupt();
        standby.stop();
        tear(Path.of(
                standby.dataDirectory(),
                primary.query("SELECT pg_relation_filepath('t')").get(0)));
        standby.start();
        cluster.awaitInSync();

        assertThatThrownBy(() -> assertThat(cluster).isNotCorrupt())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected no corruption, but pg_amcheck says")
                .hasMessageContaining("node-2: heap table \"postgres.public.t\"")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("node-1:"));
    }

    /** Each line pointer of the first page points past the page's end. */
    private static void tear(Path table) throws IOException {
        try (var file = new RandomAccessFile(table.toFile(), "rw")) {
            file.seek(24);
            file.write(new byte[] {-1, 127, -1, 127, -1, 127, -1, 127});
        }
    }

    @Test
    @ReplicatedPostgres
    void aConditionThatStaysIsNoFailure(Cluster cluster) {
        Node standby = cluster.standby();

        cluster.during(Faults.isolated(standby))
                .stays("node-2 is a standby", standby::isStandby)
                .stays(
                        "node-1 takes writes",
                        () -> !cluster.primary().query("SELECT txid_current()").isEmpty())
                .lasting(SOON);

        cluster.awaitInSync();
    }

    @Test
    @ReplicatedPostgres
    void theFirstBreachIsTheFailure(Cluster cluster) {
        Node standby = cluster.standby();
        Duration tooLongForATest = Duration.ofHours(1);

        assertThatThrownBy(() -> cluster.during(Faults.between(cluster.primary(), standby, Cut.RESET))
                        .stays("node-1 is a primary", cluster.node("node-1")::isPrimary)
                        .stays("node-2 streams", () -> standby.receiver().isPresent())
                        .lasting(tooLongForATest))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected, while between, reset (")
                .hasMessageContaining("that node-2 streams; but it did not hold");
    }

    @Test
    @ReplicatedPostgres
    void whatHappensMeanwhileIsJudgedAfterwards(Cluster cluster) {
        Node standby = cluster.standby();

        assertThatThrownBy(() -> cluster.during(Faults.isolated(standby))
                        .stays("node-2 is a standby", standby::isStandby)
                        .run(standby::promote))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("that node-2 is a standby; but it did not hold");
    }
}
