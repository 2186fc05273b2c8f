package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.StopMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A repair that does not come to its end. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.POWER_CUT)
public class RewindCutScenarios {

    @Test
    @Tag("PWR-25")
    @Tag("high")
    @RequiresTool("pg_rewind")
    @Scenario(
            situation = "The power of the machine is cut while pg_rewind copies files to it.",
            expectation = "A directory that was half rewound is lost, and has to be rebuilt.",
            reality =
                    "What was copied was not synced yet, so that little or nothing of it is there. pg_rewind can be run again"
                            + " and comes to its end; nothing may be started before.",
            source = "catalogue PWR-25; PostgreSQL pg_rewind.c; measured",
            severity = "high")
    @ReplicatedPostgres(disk = "ext4 1GB")
    void aRewindThatWasCutIsRunAgain(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int, filler text)");
        cluster.awaitInSync();
        heir.promote();
        old.execute("INSERT INTO ledger VALUES (1, '')");
        heir.execute("INSERT INTO ledger SELECT g, repeat('x', 200) FROM generate_series(2, 200000) g");
        heir.checkpoint();
        old.stop(StopMode.FAST);

        try (RunningTool rewind = old.tool("pg_rewind")
                .with("-P", "-D", old.dataDirectory(), "--source-server", old.connectionTo(heir))
                .start()) {
            rewind.awaitOutput("eed to copy");
            old.cutPower();
            assertThat(rewind.output()).doesNotContain("Done!");
        }

        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }
}
