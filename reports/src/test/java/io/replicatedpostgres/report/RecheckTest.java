package io.replicatedpostgres.report;

import static io.replicatedpostgres.report.Judgeable.LOST;
import static io.replicatedpostgres.report.Judgeable.SURVIVOR;
import static io.replicatedpostgres.report.Judgeable.contents;
import static io.replicatedpostgres.report.Judgeable.ended;
import static io.replicatedpostgres.report.Judgeable.judged;
import static io.replicatedpostgres.report.Judgeable.lossInAFailover;
import static io.replicatedpostgres.report.Judgeable.promised;
import static io.replicatedpostgres.report.Judgeable.row;
import static io.replicatedpostgres.report.Judgeable.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} judges again all that was judged, and its exit status tells broken from not known. */
class RecheckTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void whatATestAskedForIsAskedForAgainThoughTheSpecDoesNotPromiseIt() {
        journal("a", journal -> {
            rows(journal, 2);
            contents(journal, "");
            judged(journal, LOST, "FAIL");
            ended(journal, ScenarioResult.FAILED);
        });

        assertThat(check()).isEqualTo(Recheck.BROKEN);
        assertThat(said()).contains("no acknowledged write lost: BROKEN", "w insert 0: client 0 was told");
    }

    @Test
    void itsParametersAreThoseItHad() {
        journal("a", journal -> {
            row(journal, 0, 10);
            row(journal, 1, 1_500);
            judged(journal, "writes recovered within 1000 ms", "FAIL");
            judged(journal, "writes recovered within 2000 ms", "PASS");
            ended(journal, ScenarioResult.FAILED);
        });

        assertThat(check()).isEqualTo(Recheck.BROKEN);
        assertThat(said())
                .contains("as recorded: writes recovered within 1000 ms: BROKEN")
                .contains("as recorded: writes recovered within 2000 ms: held");
    }

    @Test
    void whereTheVerdictDiffersFromTheRecordedOneItSaysSo() {
        journal("a", journal -> {
            rows(journal, 1);
            contents(journal, "");
            judged(journal, LOST, "PASS");
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).isEqualTo(Recheck.BROKEN);
        assertThat(said()).contains("recorded PASS, now FAIL: no acknowledged write lost: BROKEN");
    }

    @Test
    void aVerdictIsAboutWhatWasRecordedBeforeIt() {
        journal("a", journal -> {
            rows(journal, 2);
            judged(journal, "writes recovered within 100 ms", "PASS");
            row(journal, 2, 500);
            contents(journal, "0-2");
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).as(said()).isEqualTo(Recheck.HELD);
        assertThat(said()).contains("as recorded: writes recovered within 100 ms: held");
    }

    @Test
    void aJournalThatWasCutBeforeTheFinalContentsIsNotKnown() {
        journal("a", journal -> rows(journal, 2));

        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("cut off: it has no end");
    }

    @Test
    void aJournalWhoseLastLineIsHalfIsNotKnown() throws IOException {
        journal("a", journal -> ended(journal, ScenarioResult.PASSED));
        Path journal = directory.resolve("a.jsonl");
        String whole = Files.readString(journal);
        Files.writeString(journal, whole + whole.substring(whole.lastIndexOf('{'), whole.length() - 10));

        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("cut off: the last line is not whole");
    }

    @Test
    void aJournalThatCannotBeReadIsNotKnownAndHidesNoOther() throws IOException {
        Files.writeString(directory.resolve("a.jsonl"), "");
        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("cannot be read: ", "a.jsonl is empty");

        journal("b", journal -> {
            rows(journal, 1);
            contents(journal, "");
            judged(journal, LOST, "FAIL");
            ended(journal, ScenarioResult.FAILED);
        });
        assertThat(check()).as("broken wins").isEqualTo(Recheck.BROKEN);
    }

    @Test
    void whatIsReadBeforeADamagedLineIsJudged() throws IOException {
        journal("a", journal -> {
            rows(journal, 1);
            contents(journal, "");
            judged(journal, LOST, "FAIL");
            journal.line("{ damaged");
            ended(journal, ScenarioResult.FAILED);
        });

        assertThat(check()).isEqualTo(Recheck.BROKEN);
        assertThat(said()).contains("cannot be read: ", "line 7", "no acknowledged write lost: BROKEN");
    }

    @Test
    void whatCouldNotBeJudgedIsNotKnown() {
        journal("a", journal -> {
            journal.append(new Expectations(true, List.of()));
            rows(journal, 1);
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("no acknowledged write lost: not known");
    }

    @Test
    void whatIsKnownLaterIsNotUnknownAnyMore() {
        journal("a", journal -> {
            rows(journal, 1);
            judged(journal, LOST, "UNKNOWN");
            contents(journal, "0");
            judged(journal, LOST, "PASS");
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).as(said()).isEqualTo(Recheck.HELD);
    }

    @Test
    void aCheckOfTheUsersOwnCannotBeMadeAgain() {
        journal("a", journal -> {
            judged(journal, "invoices are numbered without gaps", "PASS");
            ended(journal, ScenarioResult.PASSED);
        });
        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("recorded PASS, now UNKNOWN", "has no check of that name");

        journal("b", journal -> {
            judged(journal, "invoices are numbered without gaps", "FAIL");
            ended(journal, ScenarioResult.FAILED);
        });
        assertThat(check()).isEqualTo(Recheck.BROKEN);
    }

    @Test
    void aLossThatIsAllowedIsPrintedAndIsNoFailure() {
        journal("a", journal -> {
            lossInAFailover(journal);
            promised(journal, "ALLOWED");
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).as(said()).isEqualTo(Recheck.HELD);
        assertThat(said()).contains("1 acknowledged write lost");
    }

    @Test
    void whatATestAskedForIsBrokenThoughTheLossIsAllowedByThePromises() {
        journal("a", journal -> {
            lossInAFailover(journal);
            judged(journal, LOST, "FAIL");
            promised(journal, "ALLOWED");
            ended(journal, ScenarioResult.FAILED);
        });

        assertThat(check()).isEqualTo(Recheck.BROKEN);
    }

    @Test
    void whatDidNotApplyThenAndHoldsNowIsNoFailure() {
        journal("a", journal -> {
            rows(journal, 1);
            contents(journal, "0");
            promised(journal, "NOT_APPLICABLE");
            ended(journal, ScenarioResult.PASSED);
        });

        assertThat(check()).as(said()).isEqualTo(Recheck.HELD);
        assertThat(said()).contains("recorded NOT_APPLICABLE, now PASS");
    }

    @Test
    void withoutAJournalNothingIsKnown() {
        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("there must be journals (*.jsonl) beneath");

        directory = directory.resolve("nowhere");
        assertThat(check()).isEqualTo(Recheck.NOT_KNOWN);
        assertThat(said()).contains("it must be a journal or a directory");
    }

    @Test
    void aTestWithoutAWorkloadHasNothingToCheck() {
        written("a", journal -> ended(journal, ScenarioResult.PASSED));

        assertThat(check()).isEqualTo(Recheck.HELD);
        assertThat(said()).contains("nothing to check");
    }

    private int check() {
        out.reset();
        return Main.run(
                List.of("check", directory.toString()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Of a test with a workload. */
    private void journal(String name, Consumer<WrittenJournal> content) {
        written(name, journal -> {
            journal.append(new RoleChanged(SURVIVOR, Role.PRIMARY, Timeline.FIRST));
            journal.append(new WorkloadBegan("w", "inserts", 1, null));
            content.accept(journal);
        });
    }

    private void written(String name, Consumer<WrittenJournal> content) {
        try (var journal = WrittenJournal.create(directory.resolve(name + ".jsonl"), Story.STARTED, Story.PROCESS)) {
            content.accept(journal);
        }
    }
}
