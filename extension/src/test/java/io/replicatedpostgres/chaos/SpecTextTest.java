package io.replicatedpostgres.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a plan is asked for in a printed test; that it is read as the same plan is in {@code PrintedPlanTest}. */
class SpecTextTest {

    @Test
    void whatIsSoByDefaultIsNotSaid() {
        assertThat(annotation(spec())).isEqualTo("@ReplicatedPostgres");
        assertThat(annotation(spec().synchronousStandbys(SynchronousStandbys.none())))
                .isEqualTo("@ReplicatedPostgres");
    }

    @Test
    void everythingElseIs() {
        assertThat(annotation(spec().standbys(2)
                        .slots("one", "two")
                        .standbysUseSlots(false)
                        .synchronousCommit(SynchronousCommit.REMOTE_APPLY)
                        .synchronousStandbys(SynchronousStandbys.first(2))
                        .archive(ArchiveMode.SHARED)
                        .settings("work_mem = 5MB", "search_path = ''")
                        .primarySettings("max_prepared_transactions = 10")
                        .disk(Disk.parse("ext4 1GB"))
                        .timeout(Duration.ofMillis(1500))
                        .place(Place.anywhere().withVersion("15"))))
                .isEqualTo("""
                        @ReplicatedPostgres(
                                standbys = 2,
                                slots = {"one", "two"},
                                standbysUseSlots = false,
                                synchronousCommit = SynchronousCommit.REMOTE_APPLY,
                                synchronousStandbys = "FIRST 2 (*)",
                                archive = ArchiveMode.SHARED,
                                settings = {"work_mem = 5MB", "search_path = ''"},
                                primarySettings = {"max_prepared_transactions = 10"},
                                disk = "ext4 1048576kB",
                                timeout = "1500ms",
                                version = "15")""");
    }

    @Test
    void aCommitThatWaitsHasOneStandbyToWaitForByDefault() {
        assertThat(annotation(spec().synchronousCommit(SynchronousCommit.REMOTE_APPLY)))
                .contains("synchronousCommit = SynchronousCommit.REMOTE_APPLY")
                .doesNotContain("synchronousStandbys");
        assertThat(annotation(spec().synchronousStandbys(SynchronousStandbys.parse("ANY 1 (node-2)"))))
                .contains("synchronousStandbys = \"ANY 1 (node-2)\"");
    }

    @Test
    void nodesAreAskedForByNumberByNameOrOneByOne() {
        assertThat(annotation(spec().standbys(0))).contains("standbys = 0)");
        assertThat(annotation(spec().names(List.of("alpha", "beta"))))
                .isEqualTo("@ReplicatedPostgres(\n        names = {\"alpha\", \"beta\"})");
        assertThat(annotation(spec().standbys(List.of(
                                StandbySpec.standby().named("mid").with("work_mem = 5MB"),
                                StandbySpec.standby().named("leaf").from("mid").on(Disk.parse("ext4 1GB")),
                                StandbySpec.standby().named("far").through(""),
                                StandbySpec.standby().named("own").through("slot_of_it")))
                        .slots("mid", "leaf", "slot_of_it")))
                .isEqualTo("""
                        @ReplicatedPostgres(
                                standby = {
                                    @Standby(name = "mid", slot = "mid", settings = {"work_mem = 5MB"}),
                                    @Standby(name = "leaf", upstream = "mid", slot = "leaf", disk = "ext4 1048576kB"),
                                    @Standby(name = "far", slot = Standby.NO_SLOT),
                                    @Standby(name = "own", slot = "slot_of_it")
                                },
                                slots = {"mid", "leaf", "slot_of_it"})""");
    }

    @ParameterizedTest
    @CsvSource({"2000, 2s", "1999, 1999ms", "180000, 180s"})
    void aTimeoutIsInSecondsIfItIsAWholeNumberOfThem(long millis, String text) {
        assertThat(annotation(spec().timeout(Duration.ofMillis(millis)))).contains("timeout = \"" + text + "\"");
    }

    @Test
    void whatNoAnnotationSaysIsABuilder() {
        assertThat(field(spec().standbys(3)
                        .slots("a")
                        .standbysUseSlots(false)
                        .synchronousCommit(SynchronousCommit.LOCAL)
                        .synchronousStandbys(SynchronousStandbys.first(1))
                        .archive(ArchiveMode.NONE)
                        .settings("work_mem = 5MB")
                        .primarySettings("work_mem = 6MB")
                        .initScripts(List.of(new InitScript("a.sql", "SELECT \"1\"")))
                        .timeout(Duration.ofNanos(2_500_000_001L))
                        .place(Place.anywhere().withVersion("15"))))
                .isEqualTo("""
                        @RegisterExtension
                        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                                .standbys(3)
                                .slots("a")
                                .standbysUseSlots(false)
                                .synchronousCommit(SynchronousCommit.LOCAL)
                                .synchronousStandbys(SynchronousStandbys.parse("FIRST 1 (*)"))
                                .archive(ArchiveMode.NONE)
                                .settings("work_mem = 5MB")
                                .primarySettings("work_mem = 6MB")
                                .initScripts(List.of(new InitScript("a.sql", "SELECT \\"1\\"")))
                                .timeout(Duration.ofNanos(2500000001L))
                                .place(Place.ofThisJvm().withVersion("15"))
                                .build();""");
    }

    @Test
    void aPrimaryWithANameOfItsOwnBesideStandbysOneByOneIsABuilder() {
        assertThat(field(spec().primaryName("first")
                        .standbys(List.of(
                                StandbySpec.standby().named("mid").with("work_mem = 5MB"),
                                StandbySpec.standby().named("leaf").from("mid").through("")))))
                .isEqualTo("""
                        @RegisterExtension
                        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                                .primaryName("first")
                                .standbys(List.of(StandbySpec.standby().named("mid").through("mid").with("work_mem = 5MB"), StandbySpec.standby().named("leaf").from("mid").through("")))
                                .slots("mid")
                                .build();""");
    }

    private static String annotation(ClusterSpecBuilder spec) {
        SpecText text = of(spec);
        assertThat(text.isAnnotation()).isTrue();
        return text.annotation();
    }

    private static String field(ClusterSpecBuilder spec) {
        SpecText text = of(spec);
        assertThat(text.isAnnotation()).isFalse();
        return text.field();
    }

    private static SpecText of(ClusterSpecBuilder spec) {
        return SpecText.of(spec.build(), new Imports()).orElseThrow();
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.builder().place(Place.anywhere());
    }
}
