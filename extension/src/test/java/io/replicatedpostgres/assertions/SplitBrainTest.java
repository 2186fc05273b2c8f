package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@ReplicatedPostgres(
        shared = true,
        names = {"a", "b"})
class SplitBrainTest {

    @BeforeAll
    static void split(Cluster cluster, @OnNode("a") Node a, @OnNode("b") Node b) {
        a.createDatabase("our.sales");
        a.executeIn(
                "our.sales", "CREATE TABLE \"Things\" AS SELECT id, 'same' AS name FROM generate_series(1, 3) AS id");
        a.execute("CREATE TABLE large AS SELECT generate_series(1, 10000) AS id; CREATE TABLE equal AS TABLE large");
        cluster.awaitInSync();
        b.promote();
        a.createDatabase("on_a");
        b.createDatabase("on_b");
        a.executeIn("our.sales", "UPDATE \"Things\" SET name = 'of a' WHERE id = 2");
        b.executeIn("our.sales", "UPDATE \"Things\" SET name = 'of b' WHERE id = 2");
        a.execute("INSERT INTO large VALUES (0); CREATE TABLE five AS SELECT generate_series(1, 5) AS id");
        b.execute("CREATE TABLE five AS SELECT 1 AS id");
    }

    @Test
    void passes(Cluster cluster, @OnNode("a") Node a, @OnNode("b") Node b) {
        assertThat(cluster).isSplitBrain().hasDiverged();
        assertThat(a)
                .isPrimary()
                .isOnTimeline(1)
                .hasDivergedFrom(b)
                .hasDatabase("on_a")
                .lacksDatabase("on_b");
        assertThat(b).isPrimary().isOnTimeline(2).hasDivergedFrom(a);
    }

    @Test
    void aHealthyClusterIsMissed(Cluster cluster, @OnNode("a") Node a, @OnNode("b") Node b) {
        String logs = "Logs: " + a.log().path() + ", " + b.log().path();

        assertThatThrownBy(() -> assertThat(cluster).isNotSplitBrain())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected at most one node that takes writes, but a primary timeline 1 at 0/")
                .hasMessageContaining(", b primary timeline 2 at 0/")
                .hasMessageEndingWith(logs);
        assertThatThrownBy(() -> assertThat(cluster).hasPrimary(a))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected a to be the only primary, but a primary timeline 1")
                .hasMessageEndingWith(logs);
        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected one primary with standbys in sync, but a primary timeline 1")
                .hasMessageEndingWith(logs);
    }

    @Test
    void theDivergenceIsMeasured(Cluster cluster, @OnNode("a") Node a, @OnNode("b") Node b) {
        String measured = "a and b diverged at 0/[0-9A-F]+: a has \\d{3,} bytes of WAL past it, b has \\d{3,}";

        assertThatThrownBy(() -> assertThat(cluster).hasNotDiverged())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("expected no node to have diverged, but " + measured + "\\. Logs: .*");
        assertThatThrownBy(() -> assertThat(a).hasNotDivergedFrom(b))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("expected a not to have diverged from b, but " + measured + "\\. Log: .*");
    }

    @Test
    void whatDiffersIsShownDownToTheRows(@OnNode("a") Node a, @OnNode("b") Node b) {
        assertThatThrownBy(() -> assertThat(a).hasSameContentAs(b))
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        expected a to have the same content as b, but:
                          database on_a is on a only
                          database on_b is on b only
                          our.sales.public."Things" has 3 rows on both, with different values
                            only on a: (2,"of a")
                            only on b: (2,"of b")
                          postgres.public.five has 5 rows on a and 1 on b
                            only on a: (2)
                            only on a: (3)
                            only on a: (4)
                          postgres.public.large has 10001 rows on a and 10000 on b""");
    }

    @Test
    void theClusterSaysSoToo(Cluster cluster) {
        assertThatThrownBy(() -> assertThat(cluster).hasSameContent())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "expected the same content on all nodes, but a and b differ:\n  database on_a is on a only")
                .hasMessageContaining("    only on b: (2,\"of b\")");
    }
}
