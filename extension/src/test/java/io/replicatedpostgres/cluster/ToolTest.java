package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Programs of PostgreSQL beside a cluster. */
@ReplicatedPostgres(standbys = 0)
class ToolTest {

    private static void nothingIsLeftOf(Node a) {
        assertThat(a.member().host().list(a.member().host().home())).noneMatch(name -> name.startsWith("tool-"));
    }

    @Test
    void theEndOfWhatItWritesIsKept(Cluster cluster) {
        Node a = cluster.primary();
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
        String segment = a.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0);
        Tool waldump =
                cluster.tool("pg_waldump").with("--path", a.dataDirectory() + "/pg_wal", "--limit", "200", segment);

        Tool.Result all = waldump.run();
        Tool.Result end = waldump.keepingLast(DataSize.bytes(100)).run();

        assertThat(all.exitCode()).isZero();
        assertThat(all.omitted()).isEqualTo(DataSize.bytes(0));
        assertThat(all.output()).contains("rmgr: ").hasLineCount(200);
        assertThat(end.exitCode()).isZero();
        assertThat(end.output()).hasSize(100);
        assertThat(all.output()).endsWith(end.output());
        assertThat(end.omitted().bytes()).isEqualTo(all.output().length() - 100L);
        nothingIsLeftOf(a);
    }

    @Test
    void itAsksItsNodeUnlessToldOtherwise(Cluster cluster) {
        Tool.Result said = cluster.primary()
                .tool("psql")
                .with("-XAtc", "SHOW cluster_name; SHOW port")
                .run();

        assertThat(said.exitCode()).as(said.output()).isZero();
        assertThat(said.output().lines())
                .containsExactly(
                        cluster.primary().query("SHOW cluster_name").get(0),
                        cluster.primary().query("SHOW port").get(0));
    }

    @Test
    void itsExitCodeAndItsErrorsAreKept(Cluster cluster) {
        Tool.Result result = cluster.tool("pg_controldata").with("/nowhere").run();

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.output()).contains("/nowhere");
    }

    @Test
    void whoIsNotDoneInTimeIsKilled(Cluster cluster) {
        Node a = cluster.primary();
        Tool psql = cluster.tool("psql").with("-c", "SELECT pg_sleep(600)").within(Duration.ofSeconds(1));

        assertThatThrownBy(psql::run).isInstanceOf(DeadlineException.class).hasMessageContaining("psql");
        nothingIsLeftOf(a);
    }
}
