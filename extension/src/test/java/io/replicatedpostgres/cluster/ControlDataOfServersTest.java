package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.provision.embedded.EmbeddedArchive;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from the control file is what PostgreSQL reads from it: its program, and its functions on two majors of one class path. */
@Tag("local") // looks at this machine from outside
class ControlDataOfServersTest {

    private static Map<String, String> toldBy(Node node) {
        return node.tool("pg_controldata")
                .with("-D", node.dataDirectory())
                .run()
                .output()
                .lines()
                .map(line -> line.split(":\\s+", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    private static void assertThatItSays(Map<String, String> told, ControlData control) {
        assertThat(told)
                .containsEntry("Database system identifier", control.systemIdentifier())
                .containsEntry("Catalog version number", String.valueOf(control.catalogVersion()))
                .containsEntry("Database cluster state", control.state())
                .containsEntry(
                        "Latest checkpoint location", control.checkpoint().toString())
                .containsEntry("Latest checkpoint's REDO WAL file", control.redoFile())
                .containsEntry(
                        "Latest checkpoint's TimeLineID",
                        String.valueOf(control.timeline().id()))
                .containsEntry(
                        "Minimum recovery ending location",
                        control.minimumRecoveryPoint().toString())
                .containsEntry(
                        "Min recovery ending loc's timeline",
                        control.minimumRecoveryTimeline()
                                .map(timeline -> String.valueOf(timeline.id()))
                                .orElse("0"))
                .containsEntry("wal_log_hints setting", "on");
        assertThat(control.logsEveryChangedPage()).isTrue();
    }

    @Test
    void theProgramOfTheInstalledVersionSaysTheSame() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder()
                .place(Places.with(PlaceKey.RUNTIME, "local"))
                .build())) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            assumeTrue(a.hasTool("pg_controldata"), "the installed PostgreSQL has no pg_controldata");
            a.checkpoint();
            cluster.awaitInSync();
            b.checkpoint();
            b.stop();
            assertThatItSays(toldBy(b), ControlData.read(b.member().host()));
            a.stop();
            assertThatItSays(toldBy(a), ControlData.read(a.member().host()));
            b.start();
            b.promote();
            b.checkpoint();
            b.stop();
            assertThatItSays(toldBy(b), ControlData.read(b.member().host()));
        }
    }

    private static Place embedded(int major) {
        var values = new HashMap<PlaceKey, String>();
        values.put(PlaceKey.RUNTIME, "embedded");
        values.put(PlaceKey.VERSION, String.valueOf(major));
        return Places.with(values);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 14})
    void eachMajorOfTheClassPathIsReadAsItsFunctionsReadIt(int major) {
        assumeTrue(
                EmbeddedArchive.onClassPath().stream()
                        .anyMatch(archive -> archive.probableMajor().orElse(0) == major),
                "no PostgreSQL %s on the class path".formatted(major));

        try (Cluster cluster =
                Cluster.start(ClusterSpec.builder().place(embedded(major)).build())) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.checkpoint();
            cluster.awaitInSync();
            b.checkpoint();

            assertThat(cluster.version().major()).isEqualTo(major);
            ControlData primary = ControlData.read(a.member().host());
            ControlData standby = ControlData.read(b.member().host());
            assertThat(a.query("SELECT system_identifier || ' ' || catalog_version_no FROM pg_control_system()"))
                    .containsExactly("%s %s".formatted(primary.systemIdentifier(), primary.catalogVersion()));
            assertThat(
                            a.query(
                                    "SELECT checkpoint_lsn || ' ' || timeline_id || ' ' || redo_wal_file FROM pg_control_checkpoint()"))
                    .containsExactly("%s %s %s"
                            .formatted(primary.checkpoint(), primary.timeline().id(), primary.redoFile()));
            assertThat(
                            b.query(
                                    "SELECT min_recovery_end_lsn || ' ' || min_recovery_end_timeline FROM pg_control_recovery()"))
                    .containsExactly("%s %s"
                            .formatted(
                                    standby.minimumRecoveryPoint(),
                                    standby.minimumRecoveryTimeline()
                                            .orElseThrow()
                                            .id()));
        }
    }
}
