package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.local.LocalProvisioner;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked
class TestConditionsTest {

    @ParameterizedTest
    @CsvSource({
        "16, 2147483647, 15, true",
        "16, 2147483647, 16, false",
        "0, 14, 15, true",
        "0, 15, 15, false",
        "16, 18, 15, true",
        "16, 18, 17, false",
        "16, 18, 18, false",
        "13, 14, 15, true"
    })
    void bothEndsOfARangeBelongToIt(int from, int to, int major, boolean skipped) {
        var found = new Found(RuntimeKind.LOCAL, "/bin", new PostgresBinaries("/bin", new PostgresVersion(major, 3)));

        var reason = new TestConditions.Range(from, to).reasonAgainst(found);

        assertThat(reason.isPresent()).isEqualTo(skipped);
        reason.ifPresent(text -> assertThat(text).contains("this is PostgreSQL " + major + ".3, local, /bin"));
    }

    @Test
    void aSkippedTestStartsNoClusterAndSaysWhyInTheReportToo() {
        List<Path> before = journals();

        SampleRun run = SampleRun.of(OneInstallation.configuration(), OnMethods.class);

        run.passes(2).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
        assertThat(run.skipped())
                .hasSize(3)
                .allSatisfy(reason -> assertThat(reason)
                        .contains(OneInstallation.found().binaries().version().toString()));
        assertThat(endings(before))
                .filteredOn(ended -> ended.result() == ScenarioResult.SKIPPED)
                .extracting(ScenarioEnded::message)
                .containsExactlyInAnyOrderElementsOf(run.skipped());
    }

    @ReplicatedPostgres(standbys = 0)
    static class OnMethods {

        @Test
        @EnabledOnPostgres(from = 12, to = 18)
        @EnabledOnRuntime({RuntimeKind.LOCAL, RuntimeKind.CONTAINER})
        void runs(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @EnabledOnRuntime(RuntimeKind.LOCAL)
        void runsLocally(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @EnabledOnRuntime(RuntimeKind.CONTAINER)
        void notHere(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @EnabledOnPostgres(from = 99)
        void tooOld(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @OnlyInTheFuture
        void byAnAnnotationOfTheTestsOwn(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @EnabledOnPostgres(from = 99)
    @interface OnlyInTheFuture {}

    @Test
    void aTestForAnotherProfileIsSkipped() {
        SampleRun small = SampleRun.of(OneInstallation.configuration(), OnProfiles.class);
        SampleRun production = SampleRun.of(
                OneInstallation.configuration("replicatedpostgres.profile", "production"), OnProfiles.class);

        assertThat(small.passes(1).skipped()).containsExactly("@EnabledOnProfile(production): this run's is small");
        assertThat(production.passes(1).skipped())
                .containsExactly("@EnabledOnProfile(small): this run's is production");
        assertThat(production.seen().get(0).spec().place().profile()).isEqualTo(ServerProfile.PRODUCTION);
    }

    @ReplicatedPostgres(standbys = 0)
    static class OnProfiles {

        @Test
        @EnabledOnProfile(ServerProfile.SMALL)
        void small(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @EnabledOnProfile(ServerProfile.PRODUCTION)
        void production(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void aSkippedClassStartsNoClusterEitherAndIsInherited() {
        List<Path> before = journals();

        SampleRun run = SampleRun.of(OneInstallation.configuration(), SharedAndSkipped.class, Heir.class);

        assertThat(run.failures()).isEmpty();
        assertThat(run.seen()).isEmpty();
        assertThat(run.skipped()).hasSize(2).allMatch(reason -> reason.startsWith("@EnabledOnPostgres(from = 99): "));
        assertThat(endings(before)).hasSize(2);
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    @EnabledOnPostgres(from = 99)
    static class SharedAndSkipped {

        static Cluster cluster;

        @BeforeAll
        static void before(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void one() {}

        @Nested
        class Inner {
            @Test
            void other() {}
        }
    }

    static class Heir extends SharedAndSkipped {}

    @Test
    void withinAMatrixEveryVersionIsAskedForItself() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), AskedAndThere.class, AskedAndNot.class);

        run.passes(2).leavesNothing();
        assertThat(run.skipped().stream().filter(reason -> reason.startsWith("@EnabledOn")))
                .hasSize(4)
                .allMatch(reason -> reason.contains(
                        OneInstallation.found().binaries().version().toString()));
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @EnabledOnPostgres(from = 12)
    @ReplicatedPostgres(standbys = 0)
    static class AskedAndThere {

        @Test
        void runs(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        @EnabledOnPostgres(from = 99)
        void tooOld(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Nested
        @EnabledOnRuntime(RuntimeKind.CONTAINER)
        class Elsewhere {
            @Test
            void runs(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }

        @Nested
        class Inside {
            @Test
            void runs(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }
    }

    @ReplicatedPostgres(standbys = 0)
    static class AskedAndNot {

        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        @EnabledOnPostgres(from = 99)
        void onAMethod(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Nested
        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        @EnabledOnPostgres(from = 99)
        class OnAClass {
            @Test
            void runs(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }
    }

    @Tag("local") // it takes the binaries away
    @Test
    void withoutAnyPostgresTheTestIsNotSkippedButFails() {
        SampleRun run = SampleRun.of(Map.of("replicatedpostgres.binaries", "/nonexistent"), Guarded.class);

        assertThat(run.failure()).rootCause().hasMessageContaining("replicatedpostgres.binaries = /nonexistent");
    }

    static class Guarded {
        @Test
        @ReplicatedPostgres(standbys = 0)
        @EnabledOnPostgres(from = 99)
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void aFaultThatCannotBeHadOnARuntimeIsAReason() {
        var found = new Found(RuntimeKind.LOCAL, "/bin", new PostgresBinaries("/bin", new PostgresVersion(15, 3)));
        FaultKind[] wanted = {FaultKind.KILLED, FaultKind.PACKETS};

        assertThat(TestConditions.reasonAgainst(found, wanted, capability -> Optional.empty()))
                .hasValueSatisfying(
                        reason -> assertThat(reason)
                                .startsWith(
                                        "@RequiresFault(PACKETS): it cannot be had here, because local servers share one loopback"));
    }

    @Test
    void aProgramThatIsMissingIsAReason() throws NoSuchMethodException {
        var binaries =
                new PostgresBinaries("/bin", new PostgresVersion(16, 4), Map.of(), Set.of("pg_rewind", "pg_waldump"));
        var found = new Found(RuntimeKind.EMBEDDED, "/bin", binaries);
        var wanted = WantsPrograms.class.getDeclaredMethod("both").getAnnotation(RequiresTool.class);

        assertThat(TestConditions.reasonAgainst(found, wanted))
                .contains(
                        "@RequiresTool(pg_rewind): it needs pg_rewind, and neither PostgreSQL 16.4 in /bin nor another installation of PostgreSQL 16 on this machine has that program");
        assertThat(TestConditions.reasonAgainst(
                        new Found(RuntimeKind.LOCAL, "/bin", new PostgresBinaries("/bin", new PostgresVersion(16, 4))),
                        wanted))
                .isEmpty();
    }

    @Test
    void aProgramThatPostgresDoesNotHaveIsRefused() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), WantsPrograms.class);

        assertThat(run.failures())
                .singleElement()
                .asString()
                .contains("pg_rewinder")
                .contains("PostgreSQL has no program of that name");
    }

    static class WantsPrograms {
        @Test
        @RequiresTool({"pg_basebackup", "pg_rewind"})
        void both() {}

        @Test
        @RequiresTool("pg_rewinder")
        void unknown() {}
    }

    @Test
    void aFaultThatCannotBeHadOnThisMachineIsAReason() {
        var found = new Found(RuntimeKind.LOCAL, "/bin", new PostgresBinaries("/bin", new PostgresVersion(15, 3)));
        FaultKind[] wanted = {FaultKind.KILLED, FaultKind.SMALL_VOLUME};

        assertThat(TestConditions.reasonAgainst(found, wanted, capability -> Optional.empty()))
                .isEmpty();
        assertThat(TestConditions.reasonAgainst(
                        found,
                        wanted,
                        capability -> Optional.of("mounting is not permitted")
                                .filter(reason -> capability == Capability.VOLUMES)))
                .contains(
                        "@RequiresFault(SMALL_VOLUME): it cannot be had here, because mounting is not permitted; this is PostgreSQL 15.3, local, /bin");
    }

    @Test
    void aManagerThatCannotBeHadOnThisMachineIsAReason() {
        var found = new Found(RuntimeKind.LOCAL, "/bin", new PostgresBinaries("/bin", new PostgresVersion(15, 3)));
        ManagerKind[] wanted = {ManagerKind.PATRONI, ManagerKind.REPMGR};

        assertThat(TestConditions.reasonAgainst(found, wanted, manager -> Optional.empty()))
                .isEmpty();
        assertThat(TestConditions.reasonAgainst(
                        found,
                        wanted,
                        manager -> Optional.of("it is not installed").filter(reason -> manager == ManagerKind.REPMGR)))
                .contains(
                        "@RequiresManager(REPMGR): it cannot be had here, because it is not installed; this is PostgreSQL 15.3, local, /bin");
    }

    @Test
    void aManagerOfNoNameIsRefused() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), OfNoManager.class);

        assertThat(run.failures())
                .hasSize(2)
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining("@RequiresManager({})"))
                .anySatisfy(failure -> assertThat(failure).hasMessageContaining("@RequiresManager(NONE)"));
    }

    static class OfNoManager {
        @Test
        @RequiresManager({})
        void names() {}

        @Test
        @RequiresManager(ManagerKind.NONE)
        void none() {}
    }

    @Test
    void whetherAFaultOfTheMachineIsTriedIsWhatTheMachineSays() {
        Optional<String> why = new LocalProvisioner().whyNot(Place.ofThisJvm(), Capability.VOLUMES);

        SampleRun run = SampleRun.of(OneInstallation.configuration(), OnAVolume.class);

        assertThat(run.failures()).isEmpty();
        assertThat(run.clusters()).isEqualTo(why.isEmpty() ? 1 : 0);
        assertThat(run.skipped()).hasSize(why.isEmpty() ? 0 : 1);
    }

    static class OnAVolume {
        @Test
        @ReplicatedPostgres(standbys = 0)
        @RequiresFault(FaultKind.SMALL_VOLUME)
        void runs(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void aTestRunsWhereItsFaultsCanBeHad() {
        SampleRun.of(OneInstallation.configuration(), Faulty.class).passes(1).leavesNothing();
    }

    @RequiresFault(FaultKind.PARTITION)
    static class Faulty {
        @Test
        @ReplicatedPostgres(standbys = 0)
        @RequiresFault({FaultKind.KILLED, FaultKind.FROZEN})
        void runs(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    private static List<Path> journals() {
        return ReportFolder.current().orElseThrow().allJournals();
    }

    private static List<ScenarioEnded> endings(List<Path> before) {
        var endings = new ArrayList<ScenarioEnded>();
        for (Path journal : journals()) {
            if (!before.contains(journal)) {
                try (JournalFile file = JournalFile.open(journal)) {
                    for (var entry = file.next(); entry.isPresent(); entry = file.next()) {
                        if (entry.get().event() instanceof ScenarioEnded ended) {
                            endings.add(ended);
                        }
                    }
                }
            }
        }
        return endings;
    }
}
