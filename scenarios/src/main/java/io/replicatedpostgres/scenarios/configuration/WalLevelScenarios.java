package io.replicatedpostgres.scenarios.configuration;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.scenarios.Eventually.holds;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The primary is restarted with a lower wal_level. */
@Tag("full")
@Tag("configuration")
public class WalLevelScenarios {

    @Test
    @Tag("CFG-02")
    @Tag("high")
    @Scenario(
            situation = "A primary has a logical slot that no reader uses. It is restarted with wal_level = replica.",
            expectation = "It starts, and the slot cannot be used.",
            reality =
                    "It does not start: logical replication slot exists, but wal_level < logical. It starts with the old "
                            + "wal_level, and with the new one once the slot is dropped.",
            source = "PostgreSQL slot.c; documentation, wal_level")
    @ReplicatedPostgres(settings = "wal_level = logical", archive = ArchiveMode.NONE)
    void aPrimaryWithALogicalSlotDoesNotStartWithLess(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.logicalSlots().create("unused");
        primary.execute("ALTER SYSTEM SET wal_level = replica");
        primary.stop();
        LogMark stopped = primary.log().mark();

        Eventually.dies(primary);

        assertThat(primary.log().await("logical replication slot \"unused\" exists, but", stopped))
                .contains("FATAL");
        String settings = primary.readFile("postgresql.auto.conf");
        primary.files().write("postgresql.auto.conf", settings.replace("'replica'", "'logical'"));
        primary.start();
        primary.dropSlot("unused");
        primary.execute("ALTER SYSTEM SET wal_level = replica");
        primary.restart();
        cluster.awaitInSync();
        assertThat(primary.query("SHOW wal_level")).containsExactly("replica");
    }

    @Test
    @Tag("CFG-02")
    @Tag("critical")
    @Scenario(
            situation = "The primary is restarted with wal_level = minimal for a while, and then with replica again.",
            expectation = "The standby catches up once wal_level is high enough again.",
            reality =
                    "The standby ends with FATAL when it comes to the WAL of that time, and at each start again. Rows are "
                            + "missing in that WAL, so only a new base backup helps.",
            source = "PostgreSQL src/test/recovery/t/024_archive_recovery.pl; documentation, wal_level")
    @ReplicatedPostgres(archive = ArchiveMode.NONE, standbysUseSlots = false)
    void aStandbyEndsWhereWalHoldsTooLittle(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = standby.log().mark();
        primary.execute("ALTER SYSTEM SET wal_level = minimal");
        primary.execute("ALTER SYSTEM SET max_wal_senders = 0");
        primary.restart();
        primary.execute("CREATE TABLE loaded AS SELECT 1 AS id");
        primary.execute("ALTER SYSTEM RESET ALL");
        primary.restart();

        holds(standby, "its end", () -> !standby.isRunning());
        String why = cluster.version().isAtLeast(14)
                ? "cannot continue recovering"
                : "hot standby is not possible because wal_level was not set";
        assertThat(standby.log().await(why, before)).contains("FATAL");
        LogMark again = standby.log().mark();
        Eventually.dies(standby);
        standby.log().await(why, again);

        standby.rebuildFrom(primary);
        standby.start();
        cluster.awaitInSync();
        assertThat(standby.query("SELECT id FROM loaded")).containsExactly("1");
    }
}
