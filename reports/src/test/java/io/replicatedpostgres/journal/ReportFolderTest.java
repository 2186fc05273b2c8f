package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {

    private static final String TEST = "[engine:junit-jupiter]/[class:com.acme.FailoverTest]/[method:loses(a.Cluster)]";

    @TempDir
    Path output;

    @Test
    void eachAttemptHasItsOwnFileEvenWithinOneMillisecond() {
        var folder = ReportFolder.in(output);

        for (int attempt = 0; attempt < 50; attempt++) {
            folder.newJournal(TEST, Secrets.of()).close();
        }

        assertThat(folder.allJournals()).hasSize(50);
    }

    @Test
    void aJournalIsFoundByTheNameOfItsTest() {
        var folder = ReportFolder.in(output);

        folder.newJournal(TEST, Secrets.of()).close();

        assertThat(folder.allJournals().get(0).toString())
                .startsWith(output.resolve("resilience-report/journals").toString())
                .containsPattern("junit_jupiter_com.acme.FailoverTest_loses-[0-9a-f]{10}/");
    }

    @Test
    void testsWithTheSameReadableNameAreKeptApart() {
        var folder = ReportFolder.in(output);

        folder.newJournal("[class:A]/[method:b(int)]", Secrets.of()).close();
        folder.newJournal("[class:A]/[method:b(long)]", Secrets.of()).close();

        assertThat(folder.allJournals())
                .extracting(
                        journal -> journal.getName(journal.getNameCount() - 2).toString())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("A_b-"));
    }

    @Test
    void anIdOfAnyLengthAndContentGivesAName() {
        var folder = ReportFolder.in(output);

        folder.newJournal("../../etc/passwd", Secrets.of()).close();
        folder.newJournal("x/\u0000\n<script>🐘".repeat(1_000), Secrets.of()).close();
        folder.newJournal("", Secrets.of()).close();

        assertThat(folder.allJournals()).hasSize(3).allMatch(path -> path.startsWith(output));
    }

    @Test
    void whereNothingRanNothingIsThere() {
        assertThat(ReportFolder.in(output).allJournals()).isEmpty();
        assertThat(output).isEmptyDirectory();
    }
}
