package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Test;

/** What is proved equal is, and what is not is named. */
class ConvergenceProofTest {

    @Test
    @ReplicatedPostgres
    void equalNodesAre(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");

        ConvergenceProof proof = cluster.standby().compareWith(cluster.primary());

        assertThat(proof.holds()).isTrue();
        assertThat(proof.rows()).isEqualTo(1000);
    }

    @Test
    @ReplicatedPostgres
    void twoThatWentApartDifferInTimelinesAndRows(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 10) AS id");
        cluster.awaitInSync();
        b.promote();
        b.execute("DELETE FROM t WHERE id = 1");

        ConvergenceProof proof = a.compareWith(b);

        assertThat(proof.holds()).isFalse();
        assertThat(proof.differences())
                .contains("postgres.public.t has 10 rows on node-1 and 9 on node-2")
                .anyMatch(line -> line.startsWith("node-1 has come along"));
    }

    @Test
    @ReplicatedPostgres
    void aFlippedBitIsFoundByItsChecksum(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        cluster.awaitInSync();
        if (a.query("SHOW data_checksums").contains("off")) {
            turnChecksumsOn(b);
            turnChecksumsOn(a);
            b.start();
            b.awaitReplay(a.currentLsn());
        }
        assertThat(b.compareWith(a).differences()).isEmpty();
        assertThat(b.compareWith(a).lookedBy()).contains("checksums of node-1", "checksums of node-2");

        cluster.inflict(StorageDamages.bitFlipped(b, "t"));

        ConvergenceProof proof = b.compareWith(a);
        assertThat(proof.holds()).isFalse();
        assertThat(proof.differences()).anyMatch(line -> line.startsWith("node-2: ") && line.contains("checksum"));
    }

    private static void turnChecksumsOn(Node node) {
        node.stop();
        assertThat(node.tool("pg_checksums")
                        .with("--enable", "--no-sync", "-D", node.dataDirectory())
                        .run()
                        .exitCode())
                .isZero();
        if (node.name().equals("node-1")) {
            node.start();
        }
    }

    @Test
    @ReplicatedPostgres
    void whoIsStoppedCannotBeCompared(Cluster cluster) {
        Node b = cluster.standby();
        b.stop();

        assertThatThrownBy(() -> b.compareWith(cluster.primary()))
                .hasMessage("node-2 cannot be compared: it does not answer. Start it first.");
    }
}
