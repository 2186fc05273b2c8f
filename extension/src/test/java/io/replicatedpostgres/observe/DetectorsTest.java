package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.ENDED_BY_ITSELF;
import static io.replicatedpostgres.model.Illusion.TWIN_TIMELINES;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.stopped;
import static io.replicatedpostgres.observe.Stage.ONE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.Illusion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found goes into the journal, once for each subject. */
class DetectorsTest {

    @TempDir
    Path directory;

    @Test
    void whatIsFoundIsRecordedOnce() {
        var seen = new FalseHealth(Illusion.IDLE_TIMESTAMPS, ONE, "old");
        try (Journal journal = Journal.create(directory.resolve("found.jsonl"), Secrets.of())) {
            var detectors = new Detectors(journal);
            detectors.isGone(TWO);
            detectors.isGone(TWO);
            detectors.tell(seen);
            detectors.tell(new FalseHealth(Illusion.IDLE_TIMESTAMPS, ONE, "older"));

            assertThat(detectors.found()).hasSize(2).contains(seen);
            assertThat(detectors.found().get(0).illusion()).isEqualTo(ENDED_BY_ITSELF);
            assertThat(detectors.found().get(0).text())
                    .isEqualTo(
                            "no process of it is left, and no verb and no fault of the test has ended it. Its log: 'nothing'");
            assertThat(JournalFile.readAll(journal.path().orElseThrow()).stream()
                            .map(Entry::event)
                            .filter(FalseHealth.class::isInstance))
                    .containsExactlyElementsOf(detectors.found());
        }
    }

    @Test
    void whatANodeWasToldIsForgottenWithIt() {
        var stage = new Stage();
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.detectors.forget(TWO);
        stage.detectors.isGone(TWO);

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
    }

    // ---- twins

    @Test
    void aPrimaryHasToSayItsTimelineTwice() {
        var stage = new Stage();
        stage.during(100, primary("node-1", 100)).during(0, primary("node-2", 100));
        stage.during(0, standby("node-2", 100, 100)).during(0, primary("node-2", 100));
        stage.during(0, primary("node-2", 100).onTimeline(2));
        assertThat(stage.found()).isEmpty();

        stage.during(100, primary("node-2", 100));
        assertThat(stage.found()).containsExactly(TWIN_TIMELINES);
        assertThat(stage.only().node()).isEqualTo(TWO);
        assertThat(stage.only().text()).startsWith("is a primary on timeline 1, and so was node-1: two timelines");
    }

    @Test
    void onePrimaryIsNoTwinOfItself() {
        var stage = new Stage();
        stage.during(500, primary("node-1", 100), standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).doesNotContain(TWIN_TIMELINES);
    }

    // ---- why a server ended

    @Test
    void theBestReasonIsTold() {
        assertThat(whyItEnded(
                        "LOG:  received fast shutdown request", "PANIC:  could not locate a valid checkpoint record"))
                .endsWith("PANIC:  could not locate a valid checkpoint record'");
        assertThat(whyItEnded(
                        "FATAL:  could not connect to the primary server: no",
                        "LOG:  startup process (PID 7) exited with exit code 1",
                        "LOG:  database system is shut down"))
                .endsWith("LOG:  startup process (PID 7) exited with exit code 1'");
        assertThat(whyItEnded("LOG:  anything", "LOG:  something else")).endsWith("LOG:  something else'");
        assertThat(whyItEnded("PANIC:  of before", "LOG:  starting PostgreSQL 15.3", "LOG:  shutting down due to x"))
                .endsWith("LOG:  shutting down due to x'");
    }

    private static String whyItEnded(String... lines) {
        var stage = new Stage();
        for (String line : lines) {
            stage.says(TWO, line);
        }
        stage.detectors.isGone(TWO);
        return stage.only().text();
    }

    @Test
    void aServerThatIsBackHasNotEnded() {
        var stage = new Stage();
        stage.during(200, stopped("node-2")).during(0, standby("node-2", 1, 1)).during(200, stopped("node-2"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aCrashUnderAFaultIsTheFaults() {
        var stage = new Stage();
        stage.detectors.doings().strike(Strike.SERVER, List.of(TWO), false);
        stage.says(TWO, "LOG:  all server processes terminated; reinitializing");

        assertThat(stage.found()).isEmpty();
    }
}
