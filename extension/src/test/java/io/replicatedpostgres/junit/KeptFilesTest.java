package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.report.Report;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a test leaves when it failed, and when it did not. */
class KeptFilesTest {

    private static List<String> secrets = List.of();

    static class Failing {

        @Test
        @ReplicatedPostgres(settings = "log_statement = all")
        void fails(Cluster cluster) {
            SampleRun.saw(cluster);
            secrets = passwords(cluster.primary());
            cluster.primary().execute("ALTER ROLE repl PASSWORD '" + secrets.get(0) + "'");
            throw new AssertionError("what " + secrets.get(0) + " was wanted for");
        }
    }

    static class Passing {

        @Test
        @ReplicatedPostgres(standbys = 0)
        void passes(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class FailingToBeMade {

        FailingToBeMade(Cluster cluster) {
            SampleRun.saw(cluster);
            throw new IllegalStateException("not made");
        }

        @Test
        @ReplicatedPostgres(standbys = 0)
        void neverRuns() {
            assertThat(1).isZero();
        }
    }

    @ReplicatedPostgres(shared = true, standbys = 0)
    static class FailingBeforeAll {

        @BeforeAll
        static void fails(Cluster cluster) {
            SampleRun.saw(cluster);
            throw new IllegalStateException("not prepared");
        }

        @Test
        void neverRuns() {
            assertThat(1).isZero();
        }
    }

    static class FailingToStart {

        @Test
        @ReplicatedPostgres(standby = @Standby(settings = "max_connections = 50"))
        void neverRuns(Cluster cluster) {
            assertThat(cluster).isNull();
        }
    }

    @ReplicatedPostgres(shared = true, standbys = 0)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class TwoOfThreeFail {

        @Test
        void first(Cluster cluster) {
            SampleRun.saw(cluster);
            throw new AssertionError("one");
        }

        @Test
        void second(Cluster cluster) {
            assertThat(cluster.nodes()).hasSize(1);
        }

        @Test
        void third(Cluster cluster) {
            throw new IllegalStateException("two of " + cluster);
        }
    }

    @Test
    void whatFailsBeforeTheTestTellsOfWhatIsKeptToo() {
        for (Class<?> sample : List.of(FailingToBeMade.class, FailingBeforeAll.class)) {
            Throwable failure = run("ON_FAILURE", sample).leavesNothing().failure();

            assertThat(keptAt(failure).resolve("node-1/data/PG_VERSION")).exists();
        }
    }

    @Test
    void theServersThatDidNotStartAreKeptAndQuoted() {
        Throwable failure = run("ON_FAILURE", FailingToStart.class).failure();

        assertThat(failure)
                .hasMessageContaining("max_connections = 50 is a lower setting than on the primary server")
                .hasMessageContaining("Give it max_connections = 100 or more");
        assertThat(keptAt(failure).resolve("node-2/postgres.log"))
                .content(StandardCharsets.UTF_8)
                .contains("is a lower setting than on the primary server");
    }

    @Test
    void theReportNamesEveryTestThatFailedOnASharedCluster() {
        List<Throwable> failures = run("ON_FAILURE", TwoOfThreeFail.class).failures();

        Path kept = keptAt(failures.get(0));
        assertThat(failures).hasSize(2);
        assertThat(keptAt(failures.get(1))).isEqualTo(kept);
        assertThat(ended(kept))
                .isEqualTo(
                        "first(Cluster): java.lang.AssertionError: one\nthird(Cluster): java.lang.IllegalStateException: two of cluster of [node-1]");
    }

    /** What the journal that goes with what is kept says in the end. */
    private static String ended(Path kept) {
        return ReportFolder.current().orElseThrow().allJournals().stream()
                .filter(journal -> kept.getFileName()
                        .toString()
                        .equals((journal.resolveSibling(".").normalize().getFileName() + "-" + journal.getFileName())
                                .replace(".jsonl", "")))
                .flatMap(journal -> JournalFile.readAll(journal).stream())
                .map(Entry::event)
                .filter(ScenarioEnded.class::isInstance)
                .map(event -> String.valueOf(((ScenarioEnded) event).message()))
                .reduce("", String::concat);
    }

    @Test
    void aFailureNamesTheDirectoryOfWhatTheServersLeft() {
        Throwable failure = run("ON_FAILURE", Failing.class).leavesNothing().failure();

        Path kept = keptAt(failure);

        assertThat(kept.resolve("plan.txt")).content(StandardCharsets.UTF_8).contains("node-2: standby of node-1");
        assertThat(kept.resolve("node-1/data/PG_VERSION")).exists();
        assertThat(kept.resolve("node-2/data/standby.signal")).exists();
        assertThat(kept.resolve("node-1/postgres.log"))
                .content(StandardCharsets.UTF_8)
                .contains("ready to accept connections");
        assertThat(files(kept)).noneMatch(file -> file.endsWith("passwords"));
    }

    @Test
    void noPasswordIsInTheJournalTheReportOrWhatIsKept() {
        Throwable failure = run("ON_FAILURE", Failing.class).failure();
        ReportFolder folder = ReportFolder.current().orElseThrow();
        Path report = Report.render(folder).orElseThrow();

        List<Path> everything = Stream.of(files(keptAt(failure)), folder.allJournals(), List.of(report))
                .flatMap(List::stream)
                .filter(file -> !file.endsWith("postgres.log")) // the test itself wrote one into the statement log
                .toList();

        assertThat(secrets).hasSize(2).allMatch(secret -> secret.length() == 32);
        assertThat(everything).isNotEmpty().noneMatch(file -> secrets.stream().anyMatch(text(file)::contains));
    }

    @Test
    void nothingIsKeptOfATestThatPassedOrWhenNothingIsWanted() {
        List<Path> before = kept();

        run("ON_FAILURE", Passing.class).passes(1);
        Throwable failure = run("NEVER", Failing.class).failure();

        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void allIsKeptWhenThatIsWanted() {
        List<Path> before = kept();

        run("ALWAYS", Passing.class).passes(1);

        // the oldest of ten may have made room for it
        assertThat(kept()).anyMatch(file -> !before.contains(file));
    }

    private static SampleRun run(String keep, Class<?> sample) {
        return SampleRun.of(Map.of(PlaceKey.KEEP.key(), keep), sample);
    }

    private static List<String> passwords(Node node) {
        return node.readFile("../passwords")
                .lines()
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .toList();
    }

    private static Path keptAt(Throwable failure) {
        // JUnit wraps what a parameter could not be resolved for
        String notice = Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .flatMap(each -> Arrays.stream(each.getSuppressed()))
                .filter(KeptNotice.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElseThrow();
        return Path.of(notice.substring(notice.indexOf(" in ") + " in ".length()));
    }

    private static List<Path> kept() {
        Path parent = ReportFolder.current().orElseThrow().path().resolve("kept");
        return Files.isDirectory(parent) ? files(parent) : List.of();
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
