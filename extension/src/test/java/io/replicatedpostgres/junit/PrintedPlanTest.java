package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.chaos.PrintedPlans;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of a test that chaos prints is that of the cluster on which it failed, as the extension reads it. */
class PrintedPlanTest {

    static Stream<ClusterSpec> annotations() {
        return Stream.of(
                spec().build(),
                spec().standbys(0).build(),
                spec().standbys(3).build(),
                spec().names(List.of("alpha", "beta", "gamma")).build(),
                spec().names(List.of("alpha")).build(),
                spec().standbys(2).slots("one", "two", "spare").build(),
                spec().slots("only").standbysUseSlots(false).build(),
                spec().standbys(2).standbysUseSlots(false).build(),
                spec().standbys(List.of(
                                StandbySpec.standby().named("mid").with("work_mem = 5MB"),
                                StandbySpec.standby().named("leaf").from("mid"),
                                StandbySpec.standby().named("far").from("mid").through("")))
                        .build(),
                spec().standbys(List.of(
                                StandbySpec.standby().through("b"),
                                StandbySpec.standby().through("a")))
                        .slots("a", "b")
                        .build(),
                spec().standbys(List.of(
                                StandbySpec.standby(), StandbySpec.standby().through("")))
                        .build(),
                spec().synchronousCommit(SynchronousCommit.REMOTE_APPLY).build(),
                spec().synchronousCommit(SynchronousCommit.LOCAL).build(),
                spec().synchronousCommit(SynchronousCommit.REMOTE_WRITE)
                        .synchronousStandbys(SynchronousStandbys.none())
                        .build(),
                spec().standbys(3)
                        .synchronousStandbys(SynchronousStandbys.parse("ANY 2 (node-2, node-4)"))
                        .build(),
                spec().standbys(2)
                        .synchronousStandbys(SynchronousStandbys.first(2))
                        .build(),
                spec().archive(ArchiveMode.NONE).build(),
                spec().archive(ArchiveMode.SHARED).build(),
                spec().settings("work_mem = 5MB", "application_name = ' a ''quoted\" name\\ '", "search_path = ''")
                        .build(),
                spec().primarySettings("max_prepared_transactions = 10").build(),
                spec().timeout(Duration.ofMillis(1500)).build(),
                spec().timeout(Duration.ofMinutes(3)).build(),
                spec().place(Place.anywhere().withVersion("15")).build());
    }

    @ParameterizedTest
    @MethodSource("annotations")
    void anAnnotationIsReadAsThePlanItWasPrintedFrom(ClusterSpec spec) {
        Class<?> test = PrintedPlans.compiled(spec);

        Method method = Arrays.stream(test.getDeclaredMethods())
                .filter(each -> each.getName().equals("seed42"))
                .findFirst()
                .orElseThrow();
        assertThat(SpecReader.read(method.getAnnotation(ReplicatedPostgres.class), test, Place.anywhere()))
                .isEqualTo(spec);
    }

    static Stream<ClusterSpec> builders() {
        return Stream.of(
                spec().primaryName("first")
                        .standbys(List.of(
                                StandbySpec.standby().named("mid").with("work_mem = 5MB"),
                                StandbySpec.standby().named("leaf").from("mid").through("")))
                        .synchronousStandbys(SynchronousStandbys.parse("FIRST 1 (mid)"))
                        .build(),
                spec().initScripts(List.of(new InitScript("a.sql", "CREATE TABLE \"t\" (x text);\n-- ü\\\n")))
                        .standbys(3)
                        .archive(ArchiveMode.NONE)
                        .synchronousCommit(SynchronousCommit.OFF)
                        .build(),
                spec().timeout(Duration.ofNanos(2_500_000_001L))
                        .slots("a")
                        .standbysUseSlots(false)
                        .settings("work_mem = 5MB")
                        .primarySettings("work_mem = 6MB")
                        .build());
    }

    @ParameterizedTest
    @MethodSource("builders")
    void whatNoAnnotationCanSayIsABuilder(ClusterSpec spec) throws Exception {
        Class<?> test = PrintedPlans.compiled(spec);

        ClusterSpec read =
                (ClusterSpec) valueOf("given", valueOf("POSTGRES", null, test), ReplicatedPostgresExtension.class);
        assertThat(read.describe()).isEqualTo(spec.describe());
        assertThat(read.nodes()).isEqualTo(spec.nodes());
        assertThat(read.initScripts()).isEqualTo(spec.initScripts());
        assertThat(read.timeout()).isEqualTo(spec.timeout());
    }

    private static Object valueOf(String name, @Nullable Object holder, Class<?> type) throws Exception {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(holder);
    }

    private static ClusterSpecBuilder spec() {
        return ClusterSpec.builder().place(Place.anywhere());
    }
}
