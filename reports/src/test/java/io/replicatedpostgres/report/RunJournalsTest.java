package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run is about this run, whatever lies in the folder. Times are seconds after {@link Story#STARTED}. */
class RunJournalsTest {

    private static final String MAVEN = at(100, 0);
    private static final String EARLIER_MAVEN = at(90, -500);
    private static final String DAEMON = "daemon " + at(80, -5_000);

    private final ReportFolder folder;

    RunJournalsTest(@TempDir Path output) {
        this.folder = ReportFolder.in(output);
    }

    @Test
    void theForksOfOneBuildAreOneRunHoweverLongThePauseBetweenThem() {
        journal("surefire1", at(1, 10), MAVEN, 11, 20);
        journal("surefire2", at(2, 25), MAVEN, 26, 30);
        journal("before", at(3, -490), EARLIER_MAVEN, -480, -300);

        assertThat(ofTheRun(at(4, 4_000), MAVEN, 4_010)).containsExactly("surefire1", "surefire2");
    }

    @Test
    void anEarlierBuildIsAnEarlierRunHoweverShortThePause() {
        journal("before", at(3, -40), EARLIER_MAVEN, -30, -1);

        assertThat(ofTheRun(at(1, 1), MAVEN, 5)).isEmpty();
    }

    @Test
    void aClockThatWasSetBetweenTwoForksDoesNotPartThem() {
        journal("other", at(1, 10), "100@" + Story.STARTED.plusMillis(990).toEpochMilli(), 11, 20);

        assertThat(ofTheRun(at(2, 25), MAVEN, 30)).containsExactly("other");
    }

    @Test
    void anotherProcessWithTheSameNumberIsAnotherBuild() {
        journal("before", at(1, -400), "100@" + Story.STARTED.minusSeconds(400).toEpochMilli(), -300, -200);

        assertThat(ofTheRun(at(2, 25), MAVEN, 30)).isEmpty();
    }

    @Test
    void mavenThatRunsTestsItselfIsOfTheRunOfItsForks() {
        journal("itself", MAVEN, MAVEN, 11, 20);
        journal("old", MAVEN, null, 11, 20);

        assertThat(ofTheRun(at(2, 25), MAVEN, 30)).containsExactly("itself", "old");
    }

    @Test
    void whatWorksAtTheSameTimeIsOneRunWhoeverStartedIt() {
        journal("beside", at(1, 10), null, 11, 30);
        journal("besideThat", at(2, 5), EARLIER_MAVEN, 6, 12);
        journal("before", at(3, -20), null, -19, 4);

        assertThat(ofTheRun(at(4, 25), null, 40)).containsExactly("beside", "besideThat");
    }

    @Test
    void aTestThatIsRunAgainInAnIdeIsAnotherRun() {
        journal("first", at(1, 0), null, 1, 5);
        journal("second", at(2, 6), null, 7, 9);

        assertThat(ofTheRun(at(2, 6), null, 10)).containsExactly("second");
    }

    @Test
    void whatOneProcessWritesIsOneRun() {
        journal("first", at(1, 0), null, 1, 5);
        journal("second", at(1, 0), null, 700, 705);

        assertThat(ofTheRun(at(1, 0), null, 710)).containsExactly("first", "second");
    }

    @Test
    void theForksOfADaemonAreOneRunIfTheyFollowEachOther() {
        journal("before", at(1, -300), DAEMON, -299, -200);
        journal("first", at(2, 0), DAEMON, 1, 5);
        journal("second", at(3, 6), DAEMON, 7, 30);
        journal("ofAnother", at(4, 6), "daemon " + at(81, -4_000), -7, -5);

        assertThat(ofTheRun(at(5, 80), DAEMON, 100)).containsExactly("first", "second");
    }

    @Test
    void aFileThatWasCopiedIsAsOldAsItSays() throws IOException {
        journal("copied", at(1, -300), null, -299, -200);
        touch("copied", 50);

        assertThat(ofTheRun(at(2, 0), null, 100)).isEmpty();
    }

    @Test
    void theLastEntryIsFoundBehindALongLine() {
        Path path = folder.journals().resolve("long.jsonl");
        try (var journal = WrittenJournal.create(path, Story.STARTED.plusSeconds(1), at(1, 0))) {
            journal.at(9_000).append(new Note("x".repeat(3_000_000) + "{\"at\":1,\"wall\":\"1999-01-01T00:00:00Z\""));
        }

        assertThat(ofTheRun(at(2, 5), null, 100)).containsExactly("long");
    }

    @Test
    void aJournalThatCannotBeReadIsOfTheRunDuringWhichItWasWritten() throws IOException {
        Files.createDirectories(folder.journals());
        for (String name : List.of("now", "then")) {
            Files.writeString(folder.journals().resolve(name + ".jsonl"), "");
        }
        touch("now", 12);
        touch("then", -100);

        assertThat(ofTheRun(at(2, 5), null, 100)).containsExactly("now");
    }

    @Test
    void aJournalThatDoesNotSayWhenItsProcessBeganCountsFromItsOwnBeginning() {
        journal("anonymized", "1@1", null, -100, -50);
        journal("strange", "no process at all", null, -100, -50);

        assertThat(ofTheRun(at(2, 5), null, 100)).isEmpty();
    }

    @Test
    void thePageCountsThisRunAloneAndSaysWhatItLeavesOut() throws IOException {
        journal("green", at(1, 10), null, 11, 20);
        failed("red1");
        failed("red2");
        Header self = header(at(1, 10), null, 30);
        Path html = folder.index();
        Files.createDirectories(folder.path().resolve("work"));

        RunJournals journals = RunJournals.of(folder.allJournals(), self, Story.STARTED.plusSeconds(30));
        var page = new HtmlPage(folder.path().resolve("work"));
        RunReport run = page.write(journals, folder.journals(), html);

        assertThat(run.tally()).isEqualTo("1 test: 1 passed");
        assertThat(Files.readString(html))
                .contains("The test passed", "2 journals of earlier runs are not shown")
                .contains("merge " + folder.journals() + " -o all.html")
                .doesNotContain("red1");
        assertThat(RunMarkdown.of(run))
                .contains("2 journals of earlier runs are not shown")
                .doesNotContain("red1");
        assertThat(ClosingLines.of(run, html)).last().asString().contains("2 journals of earlier runs are not shown");
    }

    @Test
    void aProcessFindsItsOwnJournalAndNotThatOfAnEarlierRun() {
        failed("red");
        assertThat(Report.renderRun(folder)).as("nothing of this run").isEmpty();
        assertThat(folder.index()).doesNotExist();

        try (var journal = folder.newJournal("[test:own]", Secrets.of())) {
            journal.append(new ScenarioStarted("[test:own]", "own", "C", "own", List.of(), Words.none()));
            journal.append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }

        assertThat(Report.renderRun(folder).map(RunReport::tally)).contains("1 test: 1 passed");
        assertThat(folder.index()).content(StandardCharsets.UTF_8).contains("1 journal of earlier runs is not shown");
    }

    /** Surefire started this very process, and Maven that one. */
    @Test
    void aForkOfSurefireKnowsItsBuild() {
        if (System.getProperty("sun.java.command", "").contains("surefirebooter")) {
            assertThat(Header.now().build())
                    .isNotNull()
                    .isNotEqualTo(Header.now().process());
        }
    }

    private List<String> ofTheRun(String process, @Nullable String build, long nowSecond) {
        RunJournals journals = RunJournals.of(
                folder.allJournals(), header(process, build, nowSecond), Story.STARTED.plusSeconds(nowSecond));
        assertThat(journals.ofTheRun()).noneMatch(journals.earlier()::contains);
        assertThat(journals.ofTheRun().size() + journals.earlier().size())
                .isEqualTo(folder.allJournals().size());
        return journals.ofTheRun().stream()
                .map(path -> String.valueOf(path.getFileName()).replace(".jsonl", ""))
                .toList();
    }

    private static Header header(String process, @Nullable String build, long second) {
        return new Header(Header.FORMAT, Header.VERSION, Story.STARTED.plusSeconds(second), process, build, null);
    }

    /** A process by its number and the second in which it began. */
    private static String at(long pid, long second) {
        return pid + "@" + Story.STARTED.plusSeconds(second).toEpochMilli();
    }

    private void journal(String name, String process, @Nullable String build, long from, long to) {
        Path path = folder.journals().resolve(name + ".jsonl");
        Instant started = Story.STARTED.plusSeconds(from);
        try (var journal = WrittenJournal.create(path, started, process, build)) {
            journal.append(
                    new ScenarioStarted("[test:" + name + "]", name, "com.acme.T", name, List.of(), Words.none()));
            journal.at((double) Duration.ofSeconds(to - from).toMillis())
                    .append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }
    }

    private void failed(String name) {
        Path path = folder.journals().resolve(name + ".jsonl");
        try (var journal = WrittenJournal.create(path, Story.STARTED.minusSeconds(900), at(77, -1_000))) {
            journal.append(
                    new ScenarioStarted("[test:" + name + "]", name, "com.acme.T", name, List.of(), Words.none()));
            journal.append(new ScenarioEnded(ScenarioResult.FAILED, "because", null));
        }
    }

    private void touch(String name, long second) throws IOException {
        Files.setLastModifiedTime(
                folder.journals().resolve(name + ".jsonl"), FileTime.from(Story.STARTED.plusSeconds(second)));
    }
}
