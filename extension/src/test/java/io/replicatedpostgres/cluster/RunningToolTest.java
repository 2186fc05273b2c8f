package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningToolTest {

    @Test
    @ReplicatedPostgres(standbys = 0)
    void aReceiverOfWalRunsBesideTheTestAndEndsInOrder(Cluster cluster) {
        Node primary = cluster.primary();
        primary.files().makeDirectory("received");

        try (RunningTool receiver = primary.tool("pg_receivewal")
                .with("-D", primary.files().path("received"), "--verbose", "--synchronous")
                .start()) {
            receiver.awaitOutput("starting log streaming");
            primary.writeWal(DataSize.kilobytes(64));
            primary.switchWal();
            receiver.awaitOutput("finished segment");

            assertThat(receiver.isRunning()).isTrue();
            assertThat(receiver.exitCode()).isEmpty();
            assertThat(receiver).hasToString("pg_receivewal on node-1, runs");

            Tool.Result ended = receiver.interrupt();

            assertThat(ended.exitCode()).isZero();
            assertThat(receiver.isRunning()).isFalse();
        }
        assertThat(primary.files().list("received")).anyMatch(name -> name.matches("[0-9A-F]{24}"));
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void whatIsKilledSaysSoAndItsOutputStays(Cluster cluster) {
        RunningTool tool = cluster.primary()
                .tool("/bin/sh")
                .with("-c", "echo begun; sleep 600")
                .start();
        tool.awaitOutput("begun");

        Tool.Result killed = tool.kill();

        assertThat(killed.exitCode()).isEqualTo(137);
        assertThat(killed.output()).isEqualTo("begun\n");
        assertThat(tool.kill().exitCode()).isEqualTo(137);
        tool.close();
        tool.close();
        assertThat(tool.output()).isEmpty();
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void itsEndIsAwaitedAndItsExitCodeTold(Cluster cluster) {
        Node node = cluster.primary();
        try (RunningTool tool = node.tool("psql").with("-c", "SELECT 41 + 1").start()) {
            Tool.Result result = tool.await();

            assertThat(result.exitCode()).isZero();
            assertThat(result.output()).contains("42");
        }
        try (RunningTool tool = node.tool("psql").with("-c", "SELEKT").start()) {
            assertThat(tool.await().exitCode()).isEqualTo(1);
            assertThatThrownBy(() -> tool.awaitOutput("42"))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("psql on node-1 ended with 1 and did not write \"42\"")
                    .hasMessageContaining("SELEKT");
        }
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void whatDoesNotEndInTimeRunsOn(Cluster cluster) {
        try (RunningTool tool = cluster.primary()
                .tool("/bin/sh")
                .with("-c", "sleep 600")
                .within(Duration.ofMillis(1_500))
                .start()) {
            assertThatThrownBy(tool::await)
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("sh on node-1 did not end within 1500 ms");
            assertThat(tool.isRunning()).isTrue();
            assertThat(tool.terminate().exitCode()).isEqualTo(143);
        }
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void whatCannotBeStartedIsSaid(Cluster cluster) {
        assertThat(cluster.primary().tool("pg_nothing").start().await().exitCode())
                .isEqualTo(127);
        assertThatThrownBy(() -> cluster.tool("psql").start())
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Leave keepingLast out");
    }

    @Test
    @ReplicatedPostgres
    void aRewindThatIsKilledOnItsWayIsMendedByARebuild(Cluster cluster) {
        Node old = cluster.primary();
        old.kill();
        Node heir = cluster.failover();
        heir.checkpoint();
        heir.writeWal(DataSize.megabytes(40));

        try (RunningTool rewind = old.tool("pg_rewind")
                .with("-D", old.dataDirectory(), "--progress", "--source-server")
                .with(old.connectionTo(heir) + " user=postgres dbname=postgres")
                .start()) {
            rewind.awaitOutput("connected to server");
            rewind.kill();

            assertThat(rewind.exitCode())
                    .hasValueSatisfying(code -> assertThat(code).isIn(0, 137));
        }
        old.rebuildFrom(heir);
        old.start();
        assertThat(old).isStandby();
    }
}
