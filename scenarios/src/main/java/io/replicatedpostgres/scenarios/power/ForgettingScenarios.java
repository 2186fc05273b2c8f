package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A primary whose disk lied, and which does not know what it has forgotten. */
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
            reality =
                    "A walreceiver asks for the beginning of a segment, which the primary has: streaming, says"
                            + " pg_stat_replication. The standby shows rows that the primary does not have.",
            source = "catalogue PWR-21; PostgreSQL walreceiverfuncs.c (RequestXLogStreaming); measured",
            severity = "critical")
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
}
