package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.Damaged;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJournalTest {

    private static final NodeRef NODE = new NodeRef("node-1");
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"a\\d+-data\">(.*?)</script>", Pattern.DOTALL);

    private final ReportFolder folder;

    HostileJournalTest(@TempDir Path output) {
        this.folder = ReportFolder.in(output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert('evil')</script>",
                "</script><script>alert('evil')</script>",
                "<!--<script>evil",
                "\"><img src=x onerror=evil()>",
                "' onmouseover='evil()",
                "</pre></details><iframe srcdoc=evil>",
                "javascript:evil()",
                "${evil} $unsafe{evil} #{evil}",
            })
    void markupIsShownAndNeverInterpreted(String evil) {
        write(evil);

        String html = rendered();

        // What may stand in the page is the text with everything escaped that could be markup: nothing else holds it.
        assertThat(withoutData(html))
                .contains("evil")
                .doesNotContain("<script>alert")
                .doesNotContain("<!--")
                .doesNotContain("<img")
                .doesNotContain("<iframe")
                .doesNotContainPattern("<[^>]* on(error|mouseover)=");
        assertThat(DATA.matcher(html).results())
                .hasSize(1)
                .allSatisfy(
                        data -> assertThat(data.group(1)).doesNotContain("<").contains("evil"));
    }

    @Test
    void theDataOfThePicturesIsWhatTheJournalSays() {
        String evil = "</script>\u2028<b>&\"'";
        write(evil);

        String json = DATA.matcher(rendered())
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(json).doesNotContain("\u2028");
        assertThat(JsonParser.parseString(json)
                        .getAsJsonObject()
                        .getAsJsonArray("acts")
                        .get(0)
                        .getAsJsonObject()
                        .get("name")
                        .getAsString())
                .isEqualTo("</script>⟨U+2028⟩<b>&\"'");
    }

    @Test
    void whatCannotBeSeenIsMadeVisible() {
        write("a\u0000b\u0007c\u001b[31md\u007Fe\u202Ef\u2066g\u200Bh\uFEFFi\u0085j\uD800k\r\n");

        assertThat(withoutData(rendered()))
                .contains("a␀b␇c␛[31md␡e⟨U+202E⟩f⟨U+2066⟩g⟨U+200B⟩h⟨U+FEFF⟩i⟨U+0085⟩j")
                .doesNotContainPattern("[\\x00-\\x08\\x0B-\\x1F\\x7F\\u202E\\u2066\\u200B]");
    }

    @Test
    void whatIsTooLongIsCutAndSaysSo() {
        write("x".repeat(3_000_000));

        assertThat(withoutData(rendered()))
                .contains("… and 2,998,000 characters more")
                .hasSizeLessThan(400_000);
    }

    @Test
    void bytesThatAreNotUtf8AreShownAsSuch() throws IOException {
        write("MARK");
        Path journal = folder.allJournals().get(0);
        byte[] bytes = Files.readString(journal).replace("MARK", "\u00ff\u00fe").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(journal, bytes);

        assertThat(rendered()).contains("\uFFFD\uFFFD");
    }

    @Test
    void journalsThatCannotBeReadAreNamedAndHideNoOther() throws IOException {
        write("good");
        broken("empty", "");
        broken("foreign", "<html>\n");
        broken(
                "future",
                "{\"format\":\"replicated-postgres-journal\",\"version\":7,\"started\":\"2026-01-01T00:00:00Z\",\"process\":\"1@1\"}\n");
        String good = Files.readString(folder.journals().resolve("hostile.jsonl"));
        broken("unknown", good.replace("\"type\":\"Note\"", "\"type\":\"Rumour\""));
        broken("truncated", good.substring(0, good.length() - 20));

        String html = rendered();

        assertThat(html)
                .contains("empty.jsonl is empty")
                .contains("foreign.jsonl, line 1")
                .contains("journal of version 7")
                .contains("there is no event type 'Rumour'")
                .contains("The last line of the journal was cut off.")
                .contains("good")
                .endsWith("</html>\n");
    }

    private void write(String evil) {
        write(folder.journals().resolve("hostile.jsonl"), evil);
    }

    /** A journal that says this wherever a text can be said. */
    static void write(Path file, String evil) {
        try (var journal = WrittenJournal.create(file, Story.STARTED, Story.PROCESS)) {
            journal.append(new ScenarioStarted(
                    evil, evil, evil, evil, List.of(evil), new Words(evil, evil, evil, evil, evil)));
            journal.append(new ClusterPlanned(evil, evil, new PostgresVersion(15, 1), evil, Map.of(evil, evil)));
            journal.append(new RoleChanged(NODE, Role.PRIMARY, Timeline.FIRST));
            journal.at(1).append(new ActBegan(1, evil, NODE, evil));
            journal.at(2).append(new ActEnded(1, Outcome.FAILED, evil));
            journal.at(3).append(new FaultBegan(2, evil, List.of(NODE), evil));
            journal.at(4).append(new Damaged(3, NODE, evil, evil));
            journal.at(5).append(new LogLine(NODE, "FATAL:  " + evil, evil));
            journal.at(6).append(new Note(evil));
            journal.at(7).append(new AssertionFailed(evil));
            journal.at(7).append(slot(evil));
            journal.at(8).append(new ScenarioEnded(ScenarioResult.FAILED, evil + "!", evil));
        }
    }

    private static SlotSampled slot(String name) {
        return new SlotSampled(new SlotState(NODE, name, true, true, null, DataSize.bytes(1), null, null, null, null));
    }

    private void broken(String name, String content) throws IOException {
        Files.writeString(folder.journals().resolve(name + ".jsonl"), content);
    }

    private String rendered() {
        return Rendered.from(folder);
    }

    private static String withoutData(String html) {
        return DATA.matcher(html).replaceAll((MatchResult found) -> "");
    }
}
