package io.replicatedpostgres.scenarios.console;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.Expectation;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    @Test
    @Expect(Expectation.SPLIT_BRAIN)
    @ReplicatedPostgres
    void aSplitBrainByHand(Cluster cluster) {
        String shown = typed(cluster, """
                cut node-1 node-2 freeze
                promote node-2
                faults
                status
                heal
                stop node-2
                rewind node-2 node-1
                start node-2
                insync
                sql node-2 SELECT pg_is_in_recovery()
                status
                quit
                status
                """);

        assertThat(shown)
                .contains("fault 1: between, frozen")
                .contains("SPLIT BRAIN: [node-1, node-2]")
                .containsPattern("node-2 +primary +2 ")
                .containsPattern("  t\n")
                .containsPattern("node-2 +standby +1 ")
                .contains("slot node_2 on node-1: active");
        assertThat(shown.split("SPLIT BRAIN", -1)).hasSize(2);
        assertThat(cluster).isInSync();
    }

    @Test
    @ReplicatedPostgres
    void whatIsWrongIsAnsweredAndNothingEnds(Cluster cluster) {
        String shown = typed(cluster, """
                explode
                kill
                kill node-9
                cut node-1 node-2 gently
                latency node-1 node-2 slowly
                heal 7
                promote node-1
                sql node-1 SELEKT
                watch

                help""");

        assertThat(shown)
                .contains("There is no 'explode'; 'help' lists what there is.")
                .contains("It is: kill NODE")
                .contains("node-9")
                .contains("gently: a cut is one of freeze, lose, refuse, reset")
                .contains("slowly: it must be a whole number")
                .contains("fault 7: it must be one of []")
                .contains("syntax error at or near \"SELEKT\"")
                .containsPattern("rewind NODE NODE +pg_rewind");
        assertThat(cluster).isInSync();
    }

    private static String typed(Cluster cluster, String lines) {
        var out = new ByteArrayOutputStream();
        new Console(
                        cluster,
                        new BufferedReader(new StringReader(lines)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        false)
                .run();
        return out.toString(StandardCharsets.UTF_8);
    }
}
