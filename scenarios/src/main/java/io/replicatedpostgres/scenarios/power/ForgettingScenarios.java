package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.spec.SynchronousCommit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was acknowledged, and is forgotten: by a disk that lied, or by one that had not been asked to sync yet. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.POWER_CUT)
public class ForgettingScenarios {

    private static final String ROWS = "SELECT count(*) FROM ledger";

    @Test
    @Tag("PWR-21")
    @Tag("critical")
    @Scenario(
            situation =
                    "The primary's disk lies about syncs (fsync = off), that of the standby does not. The primary's power is"
                            + " cut; what it has forgotten lies within one WAL segment.",
            expectation = "The standby is ahead, and says so, as it does when it is a segment ahead.",
            reality = "A walreceiver asks for the beginning of a segment, which the primary has: streaming, says"
                    + " pg_stat_replication. The standby shows rows that the primary does not have.",
            source = "PostgreSQL walreceiverfuncs.c (RequestXLogStreaming); measured")
    @ReplicatedPostgres(disk = "ext4", standby = @Standby(settings = "fsync = on"), primarySettings = "fsync = off")
    void whoForgotWithinASegmentIsStreamedFrom(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.switchWal();
        primary.execute("INSERT INTO ledger VALUES (1)");
        primary.checkpoint();
        cluster.awaitInSync();
        assertThat(primary.tool("/bin/sync")
                        .with("-f", primary.dataDirectory())
                        .run()
                        .exitCode())
                .isZero();
        primary.execute("INSERT INTO ledger SELECT generate_series(2, 1000)");
        cluster.awaitInSync();

        primary.cutPower();
        primary.start();

        await().untilAsserted(() -> assertThat(primary.query("SELECT state FROM pg_stat_replication"))
                .containsExactly("streaming"));
        assertThat(primary.query(ROWS)).as("on the primary").containsExactly("1");
        assertThat(standby.query(ROWS)).as("on the standby").containsExactly("1000");
    }

    @Test
    @Tag("PWR-24")
    @RequiresFault(FaultKind.DISK_DEAD)
    @Tag("critical")
    @Scenario(
            situation =
                    "synchronous_commit = remote_write, and the standby's disk has just died. A row is committed, and the"
                            + " whole rack loses its power. The standby's disk is well again, and the standby is promoted.",
            expectation = "What the standby has confirmed is on the standby.",
            reality =
                    "It had handed the row to its kernel, and confirmed that, before it tried to sync it. The row is on the"
                            + " old primary alone. synchronous_commit = on waits for that sync.",
            source = "PostgreSQL documentation, synchronous_commit; walreceiver.c")
    @ReplicatedPostgres(disk = "ext4", synchronousStandbys = "*", synchronousCommit = SynchronousCommit.REMOTE_WRITE)
    void aRemoteWriteIsGoneWithBoth(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.checkpoint();
        cluster.awaitInSync();
        // the kernel has to read what it does not know before it takes a part of a block
        await().until(() -> {
            primary.execute("INSERT INTO ledger VALUES (1)");
            return primary.query("SELECT (pg_current_wal_lsn() - '0/0')::bigint % 4096 < 2048")
                    .contains("t");
        });
        cluster.awaitInSync();
        cluster.inject(DiskFaults.dead(standby));

        primary.execute("INSERT INTO ledger VALUES (2)");
        cluster.cutPower(primary, standby);

        standby.start();
        standby.promote();
        assertThat(standby.query("SELECT count(*) FROM ledger WHERE id = 2"))
                .as("on the new primary")
                .containsExactly("0");
        primary.start();
        assertThat(primary.query("SELECT count(*) FROM ledger WHERE id = 2"))
                .as("on the old one")
                .containsExactly("1");
    }
}
