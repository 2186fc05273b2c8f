package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An idle primary stays idle while it is looked at, also where hint bits are WAL. */
class ObserverWritesNothingTest {

    private static final String POSITION = "SELECT pg_current_wal_insert_lsn()";

    private final Path directory;

    ObserverWritesNothingTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** With a slot and a standby to look at. Repeated, because a look between the two statements leaves nothing to be written. */
    @RepeatedTest(3)
    void afterACheckpointOnPagesThatNobodyHasRead() {
        var secrets = Secrets.of();
        Path file = directory.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(
                        ClusterSpec.builder().settings("autovacuum = off").build(), new Recording(journal, secrets));
                var idle = cluster.primary().pause(ProcessKind.BACKGROUND_WRITER)) {
            Node primary = cluster.primary();
            List<String> before = withAnUnreadRow(primary);

            int looks = looks(file);
            await().until(() -> looks(file) > looks + 3);

            assertThat(primary.query(POSITION)).isEqualTo(before);
        }
    }

    @Test
    void whoReadsTheseFirstWrites() {
        try (Cluster cluster = Cluster.start(
                        ClusterSpec.builder()
                                .standbys(0)
                                .settings("autovacuum = off")
                                .build(),
                        Recording.none());
                var idle = cluster.primary().pause(ProcessKind.BACKGROUND_WRITER)) {
            Node primary = cluster.primary();
            List<String> before = withAnUnreadRow(primary);

            primary.query("SELECT count(*) FROM pg_stat_database_conflicts");

            assertThat(primary.query(POSITION)).isNotEqualTo(before);
        }
    }

    /** Where its WAL ends, when {@code pg_database} has a row that was not read since a checkpoint. */
    private static List<String> withAnUnreadRow(Node primary) {
        primary.createDatabase("fresh");
        primary.checkpoint();
        return primary.query(POSITION);
    }

    private static int looks(Path journal) {
        return (int) JournalFile.readAll(journal).stream()
                .filter(entry -> entry.event() instanceof NodeSampled)
                .count();
    }
}
