package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.postgres.Feature;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Logical slots, and those that outlive a failover. */
class LogicalSlotsTest {

    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void itsReaderGetsEachChangeOnce(Cluster cluster) {
        Node a = cluster.primary();
        a.execute("CREATE TABLE t (id int)");

        LogicalSlot made = a.logicalSlots().create("changes");
        a.execute("INSERT INTO t VALUES (1)");

        assertThat(made.database()).isEqualTo("postgres");
        assertThat(made.plugin()).isEqualTo("test_decoding");
        assertThat(made.failover()).isFalse();
        assertThat(a.logicalSlots().peek("changes")).contains("table public.t: INSERT: id[integer]:1");
        assertThat(a.logicalSlots().read("changes")).contains("table public.t: INSERT: id[integer]:1");
        assertThat(a.logicalSlots().read("changes")).isEmpty();
        assertThat(a.logicalSlots().list())
                .singleElement()
                .satisfies(slot -> assertThat(slot.confirmedTo().isAfter(made.confirmedTo()))
                        .isTrue());
    }

    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void whatIsSkippedIsNotDecoded(Cluster cluster) {
        Node a = cluster.primary();
        a.createDatabase("other");
        a.executeIn("other", "CREATE TABLE t (id int)");
        a.logicalSlots().create("changes", "other", "test_decoding");
        a.executeIn("other", "INSERT INTO t VALUES (1)");

        LogicalSlot advanced = a.logicalSlots().advance("changes", a.currentLsn());
        a.executeIn("other", "INSERT INTO t VALUES (2)");

        assertThat(advanced.database()).isEqualTo("other");
        assertThat(a.logicalSlots().read("changes"))
                .contains("table public.t: INSERT: id[integer]:2")
                .doesNotContain("table public.t: INSERT: id[integer]:1");
        a.dropSlot("changes");
        assertThat(a.logicalSlots().list()).isEmpty();
    }

    @Test
    @ReplicatedPostgres
    void theLevelMustBeLogical(Cluster cluster) {
        LogicalSlots slots = cluster.primary().logicalSlots();

        assertThatThrownBy(() -> slots.create("changes"))
                .hasMessageContaining("the logical slot changes on node-1")
                .hasMessageContaining("it needs wal_level = logical, and that is replica");
        assertThatThrownBy(() -> slots.read("changes")).hasMessage("node-1 has no logical slot 'changes'; it has []");
    }

    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void whatAVersionDoesNotHaveIsRefused(Cluster cluster) {
        assumeFalse(Feature.FAILOVER_SLOTS.isIn(cluster.version()));

        assertThatThrownBy(() -> cluster.primary().logicalSlots().createFailover("changes"))
                .hasMessageContaining("the failover slot changes on node-1")
                .hasMessageContaining("it is there since PostgreSQL 17");
        assertThatThrownBy(() -> cluster.standby().logicalSlots().synchronize())
                .hasMessageContaining("failover slots of node-2")
                .hasMessageContaining("it is there since PostgreSQL 17");
        if (!Feature.LOGICAL_SLOTS_ON_STANDBYS.isIn(cluster.version())) {
            assertThatThrownBy(() -> cluster.standby().logicalSlots().create("changes"))
                    .hasMessageContaining("the logical slot changes on the standby node-2")
                    .hasMessageContaining("it is there since PostgreSQL 16");
        }
    }

    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void aStandbyHasSlotsOfItsOwn(Cluster cluster) {
        assumeTrue(Feature.LOGICAL_SLOTS_ON_STANDBYS.isIn(cluster.version()));
        cluster.primary().execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();

        LogicalSlot made = cluster.standby().logicalSlots().create("changes");
        cluster.primary().execute("INSERT INTO t VALUES (1)");
        cluster.awaitInSync();

        assertThat(made.node()).isEqualTo(cluster.standby().ref());
        assertThat(cluster.standby().logicalSlots().read("changes")).contains("table public.t: INSERT: id[integer]:1");
    }

    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void aFailoverSlotGoesOnAfterAFailover(Cluster cluster) {
        assumeTrue(Feature.FAILOVER_SLOTS.isIn(cluster.version()));
        Node a = cluster.primary();
        Node b = cluster.standby();
        a.execute("CREATE TABLE t (id int)");
        b.logicalSlots().synchronize();
        a.logicalSlots().createFailover("changes");
        a.logicalSlots().create("local");
        a.execute("INSERT INTO t VALUES (1)");

        FailoverSlots had = Await.orFail("the standby got no copy of the slot", cluster.deadline())
                .until(
                        "none missing",
                        () -> readAndSynchronized(cluster, a, b),
                        slots -> slots.missing().isEmpty());
        a.kill();
        b.promote();
        b.execute("INSERT INTO t VALUES (2)");

        assertThat(had.synced()).extracting(LogicalSlot::name).containsExactly("changes");
        assertThat(b.logicalSlots().read("changes")).contains("table public.t: INSERT: id[integer]:2");
    }

    @Test
    @ReplicatedPostgres(standbys = 2, settings = "wal_level = logical")
    void slotsAreCopiedWhileThereIsAnotherPrimary(Cluster cluster) {
        assumeTrue(Feature.FAILOVER_SLOTS.isIn(cluster.version()));
        Node a = cluster.node("node-1");
        Node b = cluster.node("node-2");
        cluster.node("node-3").promote();
        a.logicalSlots().createFailover("changes");

        FailoverSlots slots = b.logicalSlots().synchronize();

        assertThat(Stream.concat(slots.synced().stream().map(LogicalSlot::name), slots.missing().stream()))
                .containsExactly("changes");
        assertThat(b.logicalSlots().create("own").node()).isEqualTo(b.ref());
    }

    /** A slot moves on when its reader has come to what a checkpoint says of running transactions. */
    private static FailoverSlots readAndSynchronized(Cluster cluster, Node primary, Node standby) {
        primary.checkpoint();
        primary.logicalSlots().read("changes");
        cluster.awaitInSync();
        return standby.logicalSlots().synchronize();
    }
}
