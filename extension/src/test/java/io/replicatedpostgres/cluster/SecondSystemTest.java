package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A second independent system in one test: its nodes have the same names, and nothing leads from one to the other. */
@ReplicatedPostgres
class SecondSystemTest {

    @Test
    void eachHasAnIdentifierOfItsOwn(Cluster one) {
        Cluster other = one.startSecondSystem();
        Node a = one.node("node-1");
        Node b = one.node("node-2");

        b.stop();

        assertThat(b.systemIdentifier()).isEqualTo(a.systemIdentifier());
        assertThat(other.primary().systemIdentifier()).isNotEqualTo(a.systemIdentifier());
        assertThat(a.query("SELECT system_identifier FROM pg_control_system()")).containsExactly(a.systemIdentifier());
    }

    @Test
    void noVerbLeadsFromOneToTheOther(Cluster one) {
        Cluster other = one.startSecondSystem();
        Node b = one.node("node-2");
        Node foreign = other.node("node-1");
        TakenBackup own = b.takeBackupOf(one.primary(), "own");
        b.stop();

        Map.<String, Runnable>of(
                        "follow", () -> b.follow(foreign),
                        "be rebuilt from", () -> b.rebuildFrom(foreign),
                        "take a backup of", () -> b.takeBackupOf(foreign, "monday"),
                        "stream from", () -> b.awaitStreamingFrom(foreign),
                        "reach", () -> b.connectionTo(foreign),
                        "be rewound to", () -> b.rewindTo(foreign))
                .forEach((verb, act) -> assertThatThrownBy(act::run)
                        .as(verb)
                        .hasMessageStartingWith(
                                "node-2 cannot %s node-1: that is a node of another cluster".formatted(verb)));
        assertThatThrownBy(() -> b.rebuildIncrementallyFrom(foreign, own))
                .hasMessageContaining("that is a node of another cluster");
        b.start();
        one.awaitInSync();
    }

    @Test
    void theyAreDifferentSystemsForPgRewindToo(Cluster one) {
        Cluster other = one.startSecondSystem();
        Node b = one.node("node-2");
        Node foreign = other.node("node-1");
        var server = foreign.member().host().endpointForHosts();
        b.stop();

        RewindPreflight said = b.preflightRewindTo(foreign);
        Tool.Result happened = b.tool("pg_rewind")
                .with("--dry-run", "--target-pgdata=" + b.dataDirectory())
                .with("--source-server=host=%s port=%s user=postgres dbname=postgres"
                        .formatted(server.host(), server.port()))
                .withEnvironment("PGPASSWORD", other.password())
                .withEnvironment("PGPASSFILE", "/dev/null")
                .run();

        assertThat(said.verdict()).isEqualTo(Verdict.FAILS);
        assertThat(said.obstacles()).anyMatch(obstacle -> obstacle.contains("are from different systems"));
        assertThat(happened.exitCode()).isNotZero();
        assertThat(happened.output()).contains("source and target clusters are from different systems");
        b.start();
        one.awaitInSync();
    }

    @Test
    void itGoesWithTheFirstOne() {
        Cluster first = Cluster.start();
        Cluster second = first.startSecondSystem();
        Node a = second.primary();
        assertThat(a).isPrimary();

        first.close();

        assertThat(a.isRunning()).isFalse();
        assertThatThrownBy(first::startSecondSystem)
                .hasMessage("no second system can be started: the cluster is closed. Start another one.");
    }
}
