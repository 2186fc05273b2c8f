package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Defaults of sessions with which the questions of the harness would fail, or read otherwise: they can be certified all the same. */
class HostileDefaultsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default_transaction_isolation = serializable; default_transaction_deferrable = on; search_path = 'nowhere, public'; bytea_output = escape; timezone = 'Asia/Kathmandu'",
                "default_transaction_isolation = 'repeatable read'; statement_timeout = 300ms; DateStyle = 'German, DMY'; client_encoding = LATIN1; enable_seqscan = off",
                "lock_timeout = 1ms; IntervalStyle = sql_standard; standard_conforming_strings = off; xmlbinary = hex; default_tablespace = 'no_such_thing'",
                "idle_in_transaction_session_timeout = 50ms; extra_float_digits = -10; row_security = off; temp_tablespaces = 'no_such_thing'; session_replication_role = replica"
            })
    void aClusterWithThemStartsIsLookedAtFailsOverAndIsJudged(String settings) {
        var spec = ClusterSpec.builder()
                .synchronousCommit(SynchronousCommit.REMOTE_APPLY)
                .settings(settings.split("; "))
                .build();

        var secrets = Secrets.of();
        try (Journal journal = Journal.create(directory.resolve("test.jsonl"), secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            Node old = cluster.primary();
            Workload load = Workload.inserts(cluster, Clients.of(2));
            load.awaitAcknowledged(10);
            cluster.failover();
            Node heir = cluster.primary();
            heir.synchronousStandbys("none");
            load.awaitAcknowledged(10);
            load.close();
            old.rewinding(heir).rejoin();
            cluster.awaitConverged(cluster.deadline());

            assertThat(cluster).upholds(noAcknowledgedWriteLost());
            assertThat(cluster).isInSync().hasSameContent().hasNotDiverged();
            assertThat(old).isStreamingFrom(heir);
        }
    }

    /** Clients write nothing then, and the harness all the same. */
    @Test
    void aClusterThatIsReadOnlyByDefaultIsLookedAtAndFailsOver() {
        var spec = ClusterSpec.builder()
                .settings("default_transaction_read_only = on")
                .build();

        try (Cluster cluster = Cluster.start(spec)) {
            Node old = cluster.primary();
            assertThat(old).isPrimary().isReadOnly();
            cluster.awaitInSync();
            cluster.failover();
            old.rewinding(cluster.primary()).rejoin();
            cluster.awaitInSync();

            assertThat(cluster).isInSync().hasSameContent().hasNotDiverged();
        }
    }
}
