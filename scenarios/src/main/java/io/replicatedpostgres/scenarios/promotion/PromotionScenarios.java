package io.replicatedpostgres.scenarios.promotion;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.ProcessKind.WALRECEIVER;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A standby becomes a primary, or does not. */
@Tag("quick")
public class PromotionScenarios {

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres
    void everyWayOpensTheNextTimeline(PromoteBy way, Cluster cluster) {
        Node heir = cluster.standby();

        if (way == PromoteBy.TRIGGER_FILE && cluster.version().isAtLeast(16)) {
            assertThatThrownBy(() -> heir.promote(way)).hasMessageContaining("gone since 16");
            return;
        }
        heir.promote(way);

        assertThat(heir).isPrimary().isOnTimeline(2);
        assertThat(heir.hasFile("pg_wal/00000002.history")).isTrue();
        heir.execute("CREATE TABLE takes_writes()");
    }

    @Test
    @ReplicatedPostgres
    void aFrozenWalreceiverHoldsThePromotionUp(Cluster cluster) {
        Node heir = cluster.standby();

        try (var frozen = heir.pause(WALRECEIVER)) {
            assertThatThrownBy(() -> heir.promote(PromoteBy.SQL, Duration.ofSeconds(2)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-2 did not promote");
            assertThat(heir).isStandby();
        }

        org.awaitility.Awaitility.await().until(heir::isPrimary);
        assertThat(heir).isOnTimeline(2);
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void thePromotedStandbyWaitsForNobody(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");

        Node heir = cluster.failover();
        heir.execute("INSERT INTO t VALUES (2)");

        assertThat(heir.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
        old.rewindTo(heir);
        old.start();
        heir.synchronousStandbys("FIRST 1 (node-1)");
        heir.execute("INSERT INTO t VALUES (3)");
        assertThat(old.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "3");
    }
}
