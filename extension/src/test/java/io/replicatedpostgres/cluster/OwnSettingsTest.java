package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's own settings, and PostgreSQL's own sizes, on real servers. */
class OwnSettingsTest {

    @TempDir
    private Path directory;

    @Test
    void whatATestSaysCountsMoreAndTheHarnessDefaultsLess() throws IOException {
        Path file = Files.writeString(directory.resolve("our.conf"), """
                # ours
                work_mem = 7MB          # as in production
                maintenance_work_mem 70MB
                shared_buffers = '20 MB'
                max_prepared_transactions = 3
                search_path = '"a''b", public'
                """);
        var spec = ClusterSpec.builder()
                .place(WorkPlace.in(directory).place(Map.of(PlaceKey.SETTINGS, file.toString())))
                .settings("work_mem = 9MB")
                .initScripts(List.of(new InitScript("two-phase.sql", "BEGIN; PREPARE TRANSACTION 'kept'")));

        try (Cluster cluster = Cluster.start(spec.build())) {
            for (Node node : cluster.nodes()) {
                assertThat(setting(node, "work_mem")).isEqualTo("9MB");
                assertThat(setting(node, "maintenance_work_mem")).isEqualTo("70MB");
                assertThat(setting(node, "shared_buffers")).isEqualTo("20MB");
                assertThat(setting(node, "search_path")).isEqualTo("\"a'b\", public");
                assertThat(node.readFile("postgresql.conf")).contains("# %s, line 3\nmaintenance".formatted(file));
            }
            assertThat(cluster.primary().query("SELECT gid FROM pg_prepared_xacts"))
                    .containsExactly("kept");
        }
    }

    @Test
    void theProductionProfileIsPostgresAsItComes() throws IOException {
        Place place = WorkPlace.in(directory).place(Map.of(PlaceKey.PROFILE, "production"));

        try (Cluster cluster = Cluster.start(ClusterSpec.builder().place(place).build())) {
            for (Node node : cluster.nodes()) {
                assertThat(setting(node, "wal_segment_size")).isEqualTo("16MB");
                assertThat(setting(node, "wal_keep_size")).isEqualTo("256MB");
                assertThat(setting(node, "fsync")).isEqualTo("on");
                assertThat(node.query("SELECT name FROM pg_settings WHERE source <> 'default'"
                                + " AND name IN ('max_wal_size', 'min_wal_size', 'fsync')"))
                        .isEmpty();
            }
            cluster.primary().writeWal(DataSize.megabytes(40));
            cluster.awaitInSync();
        }
    }

    @Test
    void howAScriptLeavesItsSessionIsNobodysConcern() {
        var spec = ClusterSpec.builder()
                .standbys(0)
                .initScripts(List.of(
                        new InitScript(
                                "role.sql", "CREATE ROLE app; GRANT CREATE ON SCHEMA public TO app; SET ROLE app"),
                        new InitScript("table.sql", "CREATE TABLE mine ()"),
                        new InitScript("left.sql", "SET default_transaction_read_only = on")));

        try (Cluster cluster = Cluster.start(spec.build())) {
            assertThat(cluster.primary().query("SELECT tableowner FROM pg_tables WHERE tablename = 'mine'"))
                    .containsExactly("app");
        }
    }

    private static String setting(Node node, String name) {
        return String.valueOf(node.query("SELECT current_setting(?)", name).get(0));
    }
}
