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
                .contains("node-2 is promoted: primary on timeline 2")
                .contains("healed: faults [1]")
                .contains("node-2 is stopped")
                .containsPattern(
                        "node-2 is rewound to where the two parted, 0/[0-9A-F]+, and a standby of node-1; 'start node-2' lets")
                .contains("node-2 runs: standby on timeline 1")
                .contains("all standbys have what node-1 has written")
                .contains("   pg_is_in_recovery\n  -------------------\n   t\n  (1 row)\n")
                .containsPattern("node-2 +standby +1 ")
                .contains("slot node_2 on node-1: active");
        assertThat(shown.split("SPLIT BRAIN", -1)).hasSize(2);
        assertThat(cluster).isInSync();
    }

    @Test
    @ReplicatedPostgres
    void statementsAreAnsweredAsPsqlDoes(Cluster cluster) {
        String shown = typed(cluster, """
                sql node-1 CREATE TABLE t (id int, name text)
                sql node-1 CREATE TABLE IF NOT EXISTS t (id int)
                sql node-1 INSERT INTO t VALUES (1, 'a  b'), (20, NULL)
                sql node-1 SELECT id, name FROM t ORDER BY id
                sql node-1 UPDATE t SET name = 'c' WHERE id = 20 RETURNING id
                sql node-1 SELECT 1 WHERE false; DROP TABLE t
                sql node-1 CREATE DATABASE shop
                sql node-2 CREATE DATABASE other
                """);

        assertThat(shown).contains("""
                  CREATE TABLE
                  NOTICE:  relation "t" already exists, skipping
                  CREATE TABLE
                  INSERT 0 2
                   id | name
                  ----+------
                    1 | a  b
                   20 |
                  (2 rows)
                   id
                  ----
                   20
                  (1 row)
                  UPDATE 1
                   ?column?
                  ----------
                  (0 rows)
                  DROP TABLE
                  CREATE DATABASE
                  ERROR:  cannot execute CREATE DATABASE in a read-only transaction
                """);
    }

    @Test
    @ReplicatedPostgres
    void eachVerbSaysWhatItDidAndWhatToType(Cluster cluster) {
        String shown = typed(cluster, """
                rewind node-2 node-1
                start node-1
                pause node-2
                stop node-2
                resume node-2
                promote node-1
                latency clients node-1 5
                heal 1
                heal
                checkpoint node-1
                kill node-2
                stop node-2
                promote node-2
                rebuild node-2 node-1
                start node-2
                switchover node-2
                insync
                """);

        assertThat(shown)
                .contains("node-2 cannot be rewound while it runs. Stop it first: 'stop node-2', or 'kill node-2'.")
                .contains("node-1 cannot be started: it runs. Use 'stop node-1' and 'start node-1'.")
                .contains("node-2 is frozen; 'resume node-2' lets it go on")
                .contains("Use 'resume node-2' first, or 'kill node-2'.")
                .contains("node-2 goes on")
                .contains("fault 1: latency")
                .contains("healed: fault 1: latency")
                .contains("no fault holds")
                .contains("  CHECKPOINT\n")
                .contains("node-2 is killed: no process of it is left")
                .contains("node-2 did not run")
                .contains("node-2 cannot be promoted: it does not run. Use 'start node-2'.")
                .contains("node-2 is a copy of node-1, and its standby; 'start node-2' lets it run")
                .contains("node-2 is the primary, and node-1 its standby; nothing was lost")
                .contains("all standbys have what node-2 has written");
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
