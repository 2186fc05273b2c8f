package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoryLineTest {

    @Test
    void itTellsWhatWasDoneAndWhatBroke() {
        assertThat(texts(List.of(
                        row(1, "act", "start", "node-1", "", "ok"),
                        row(2, "log", "LOG: ready", "node-1", "", ""),
                        row(3, "fault", "between, frozen", "node-1, node-2", "node-1 ⇹ node-2", ""),
                        row(4, "act", "promote", "node-2", "", "failed"),
                        row(5, "broken", "no write lost: broken: many words", "", "", ""),
                        row(6, "failure", "expected 1\nbut was 2", "", "", ""))))
                .containsExactly(
                        "start: node-1",
                        "fault between, frozen: node-1 ⇹ node-2",
                        "promote: node-2, failed",
                        "guarantee broken: no write lost",
                        "an assertion failed");
    }

    @Test
    void waitingIsLeftOutAndWhatIsRepeatedIsCounted() {
        StoryLine story = StoryLine.of(List.of(
                row(1, "act", "await in sync", "", "", "ok"),
                row(2, "act", "write WAL", "node-1", "", "ok"),
                row(3, "act", "write WAL", "node-1", "", "ok")));

        assertThat(story.steps()).hasSize(1);
        assertThat(story.steps().get(0).times()).isEqualTo(2);
        assertThat(story.steps().get(0).anchor()).as("the first of them").isEqualTo("d2");
    }

    @Test
    void aLongOneSaysHowManyStepsItLeavesOut() {
        var rows = new ArrayList<Row>();
        IntStream.range(0, 20).forEach(i -> rows.add(row(i, "act", "step " + i, "", "", "ok")));

        assertThat(StoryLine.of(rows).steps()).hasSize(14);
        assertThat(StoryLine.of(rows).leftOut()).isEqualTo(6);
    }

    @Test
    void aLongTextIsShortenedAndNoOtherIsTakenForItsRepetition() {
        String sql = "x".repeat(3_000);

        assertThat(texts(List.of(
                        row(1, "act", sql + "1", "node-1", "", "failed"),
                        row(2, "act", sql + "2", "node-1", "", "ok"),
                        row(3, "fault", sql, "node-1", sql, ""))))
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).hasSizeLessThan(450))
                .first()
                .asString()
                .endsWith("x …: node-1, failed");
    }

    private static List<String> texts(List<Row> rows) {
        return StoryLine.of(rows).steps().stream().map(StoryLine.Step::text).toList();
    }

    private static Row row(int at, String kind, String text, String nodes, String detail, String outcome) {
        return new Row(at, "d" + at, kind, "", "", nodes, text, detail, outcome);
    }
}
