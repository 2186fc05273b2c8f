package io.replicatedpostgres.scenarios.promotion;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.ProcessKind.WALRECEIVER;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A standby becomes a primary, or does not. */
@Tag("quick")
@Tag("promotion")
public class PromotionScenarios {

    @ParameterizedTest
    @EnumSource
    @Tag("PRO-01")
    @Tag("low")
    @Scenario(
            situation = "A standby is promoted by SQL, by pg_ctl or by its trigger file.",
            expectation = "Every way works on every version.",
            reality = "Each opens the next timeline, with a history file, and takes writes. The trigger file is gone "
                    + "since 16, and SQL can do it since 12.",
            source = "PostgreSQL 16 release notes")
    @ReplicatedPostgres
    void everyWayOpensTheNextTimeline(PromoteBy way, Cluster cluster) {
        Node heir = cluster.standby();

        if (way == PromoteBy.TRIGGER_FILE && cluster.version().isAtLeast(16)) {
            assertThatThrownBy(() -> heir.promote(way)).hasMessageContaining("gone since PostgreSQL 16");
            return;
        }
        if (way == PromoteBy.SQL && !cluster.version().isAtLeast(12)) {
            assertThatThrownBy(() -> heir.promote(way)).hasMessageContaining("since PostgreSQL 12");
            return;
        }
        heir.promote(way);

        assertThat(heir).isPrimary().isOnTimeline(2);
        assertThat(heir.hasFile("pg_wal/00000002.history")).isTrue();
        heir.execute("CREATE TABLE takes_writes()");
    }

    @Test
    @Tag("PRO-17")
    @Tag("medium")
    @Scenario(
            situation = "A standby is promoted while its walreceiver is frozen.",
            expectation = "The promotion does not need the walreceiver any more.",
            reality = "It waits for its end, and the standby stays one, until the walreceiver thaws.")
    @ReplicatedPostgres
    void aFrozenWalreceiverHoldsThePromotionUp(Cluster cluster) {
        Node heir = cluster.standby();

        try (var frozen = heir.pause(WALRECEIVER)) {
            assertThatThrownBy(() -> heir.promote(PromoteBy.PG_CTL, Duration.ofSeconds(2)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-2 did not promote");
            assertThat(heir).isStandby();
        }

        Awaitility.await().until(heir::isPrimary);
        assertThat(heir).isOnTimeline(2);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("PRO-18")
    @Scenario(
            situation = "A standby of a synchronous primary is promoted by the harness.",
            expectation = "It waits for a standby on its first write.",
            reality = "The harness empties synchronous_standby_names of whom it promotes; a test names new ones.",
            source = "docs/decisions/0007")
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
