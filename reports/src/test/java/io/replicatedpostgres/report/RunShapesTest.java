package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a build runs its tests, one report is left, and all tests are in it. */
@Tag("shapes")
class RunShapesTest {

    private static final String ALL = "-Dtest=FirstTest,SecondTest";

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(strings = {"5.12.2", "5.13.4", "5.14.4", "6.1.3"})
    void withoutAnyConfiguration(String junit) throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", ALL, "-Dsample.junit.version=" + junit))
                .as(build.log())
                .isZero();

        assertThat(build.report("."))
                .containsExactly(entry("one", "passed"), entry("three", "passed"), entry("two", "passed"));
        assertThat(build.journals()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-DforkCount=2",
                "-DreuseForks=false",
                "-DforkCount=2 -DreuseForks=false",
                "-DforkCount=0",
            })
    void withForks(String forks) throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run(("test " + ALL + " " + forks).split(" ")))
                .as(build.log())
                .isZero();

        assertThat(build.report("."))
                .containsExactly(entry("one", "passed"), entry("three", "passed"), entry("two", "passed"));
    }

    @Test
    void withSurefireAndFailsafe() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("verify", "-Dtest=SecondTest", "-Dsurefire.failIfNoSpecifiedTests=false"))
                .as(build.log())
                .isZero();

        assertThat(build.report(".")).containsExactly(entry("four", "passed"), entry("three", "passed"));
    }

    @Test
    void twoBuildsWithoutACleanBetweenAreTwoRuns() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", "-Dtest=FirstTest")).as(build.log()).isZero();
        assertThat(build.run("test", "-Dtest=SecondTest")).as(build.log()).isZero();

        assertThat(build.report(".")).containsExactly(entry("three", "passed"));
        assertThat(build.journals()).isEqualTo(3);
        assertThat(build.log())
                .contains("Replicated Postgres: 1 test: 1 passed: ", "2 journals of earlier runs are not shown")
                .doesNotContain("Corrupted");
    }

    @Test
    void withARerunOfWhatFailed() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", "-Dtest=FlakyTest,SecondTest", "-Dsurefire.rerunFailingTestsCount=1"))
                .as(build.log())
                .isZero();

        assertThat(build.report("."))
                .containsExactly(entry("passesTheSecondTime", "passed, flaky"), entry("three", "passed"));
        assertThat(build.journals()).isEqualTo(3);
    }

    @Test
    void withAForkThatIsKilled() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", "-Dtest=KilledTest,SurvivingTest", "-DforkCount=2", "-DreuseForks=false"))
                .as(build.log())
                .isNotZero();

        assertThat(build.report("."))
                .containsExactly(entry("diesAsIfByKillMinus9", "unfinished"), entry("outlivesIt", "passed"));
    }

    @Test
    void withATestThatEndsTheProcess() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", "-Dtest=ExitingTest")).as(build.log()).isNotZero();

        assertThat(build.report(".")).containsExactly(entry("endsTheProcess", "unfinished"));
    }

    @Test
    void withSeveralModules() throws Exception {
        var build = new SampleBuild(work, "several");

        assertThat(build.run("test", "-Dtest=SecondTest")).as(build.log()).isZero();

        assertThat(build.report("left")).containsExactly(entry("three", "passed"));
        assertThat(build.report("right")).containsExactly(entry("three", "passed"));
        assertThat(build.journals()).isEqualTo(2);
    }

    @Test
    void whereNoTestWritesAJournalNothingIsLeft() throws Exception {
        var build = new SampleBuild(work, "one");

        assertThat(build.run("test", "-Dtest=UnjournaledTest", "-DforkCount=2"))
                .as(build.log())
                .isZero();

        assertThat(build.hasTraces()).isFalse();
    }
}
