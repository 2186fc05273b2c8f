package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two machines sort the same words in another order. */
@Tag("full")
@Tag("streaming")
public class CollationScenarios {

    private static final String BY_INDEX = "SELECT word FROM words WHERE word = 'aab'";
    private static final String READING_ALL = "SELECT word FROM words WHERE word || '' = 'aab'";

    @Test
    @Tag("STR-22")
    @Tag("critical")
    @Scenario(
            situation =
                    "Primary and standby have a locale of the same name, whose rules sort words in another order, as two releases of "
                            + "glibc do.",
            expectation = "A standby is a copy: what the primary finds it finds.",
            reality =
                    "An index is replicated as it is, in the order of the primary. The standby looks in it by its own order, and does not "
                            + "find a row that is there. Promoted, it takes a second row with the same unique key.",
            source = "PostgreSQL documentation, Collation Support; docker-library/postgres issue 327")
    @ReplicatedPostgres(settings = "enable_seqscan = off") // the table is small, and its index is meant
    void anIndexOfAnotherOrderHidesRowsOnTheStandby(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        restartWithRulesOf(primary, "en_US");
        restartWithRulesOf(standby, "da_DK"); // where aa is a letter behind z
        primary.execute("CREATE COLLATION theirs (provider = libc, locale = 'xx_XX.utf8')");
        primary.execute("CREATE TABLE words (word text COLLATE theirs PRIMARY KEY)");
        primary.execute("INSERT INTO words VALUES ('aab'), ('b'), ('k'), ('z')");
        standby.awaitReplay(primary.currentLsn());

        assertThat(primary.query(BY_INDEX)).as("on the primary").containsExactly("aab");
        assertThat(standby.query(READING_ALL)).as("on the standby, reading all").containsExactly("aab");
        assertThat(standby.query(BY_INDEX)).as("on the standby, by the index").isEmpty();
        primary.stop();
        standby.promote();
        standby.execute("INSERT INTO words VALUES ('aab')");
        assertThat(standby.query(READING_ALL)).containsExactly("aab", "aab");
        assertThatThrownBy(() -> standby.execute("REINDEX TABLE words")).hasMessageContaining("23505");
    }

    /** Restarts a server with a locale {@code xx_XX} of its own, which has the rules of another one. */
    private static void restartWithRulesOf(Node node, String rules) {
        node.files().makeDirectory("locales");
        Tool.Result made = node.tool("/bin/sh")
                .with("-c", "exec localedef -i \"$0\" -f UTF-8 --no-archive \"$1\"")
                .with(rules, node.files().path("locales/xx_XX.utf8"))
                .run();
        assumeThat(made.exitCode()).as("localedef: " + made.output()).isZero();
        String program = Eventually.only(node, "SELECT setting || '/pg_ctl' FROM pg_config WHERE name = 'BINDIR'");
        Tool.Result restarted = node.tool(program)
                .withEnvironment("LOCPATH", node.files().path("locales"))
                .with("-D", node.dataDirectory(), "-l", node.log().path(), "-m", "fast", "-w", "restart")
                .run();
        assertThat(restarted.exitCode()).as(restarted.output()).isZero();
    }
}
