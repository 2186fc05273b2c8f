package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SettingsFile.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "work_mem = 8MB|work_mem|8MB",
                "  work_mem 8MB  # comment|work_mem|8MB",
                "Work_Mem='8 MB'# comment|work_mem|8 MB",
                "seq_page_cost = -1.5e3|seq_page_cost|-1.5e3",
                "pg_stat_statements.max = 100|pg_stat_statements.max|100",
                "search_path = 'a''b, public'|search_path|a'b, public",
                "x = 'a\\'b\\\\c\\101\\tz'|x|a'b\\cA\tz",
                "x = ''|x|\"\"",
                "x = '# no comment'|x|# no comment"
            })
    void aLineIsReadAsPostgresReadsIt(String line, String name, String value) {
        assertThat(SettingsFile.parse("our.conf", List.of(line)).lines()).containsExactly(new Line(1, name, value));
    }

    @Test
    void emptyLinesAndCommentsAreNone() {
        var file = SettingsFile.parse("our.conf", List.of("", "  \t", "# work_mem = 1MB", "work_mem = 8MB"));

        assertThat(file.lines()).containsExactly(new Line(4, "work_mem", "8MB"));
        assertThat(file).hasToString("our.conf: work_mem = 8MB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"work_mem", "work_mem =", "= 8MB", "work_mem = 8 MB", "x = 'open", "work-mem = 1", "x = a, b"})
    void whatIsNoSettingIsRefusedWithItsLine(String line) {
        assertThatThrownBy(() -> SettingsFile.parse("our.conf", List.of("# ours", line)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("our.conf, line 2: \"" + line + "\": that is no setting")
                .hasMessageContaining("Write name = value");
    }

    @Test
    void everySettingOfTheHarnessIsNamedWithItsLine() {
        List<String> lines = List.of("work_mem = 8MB", "Port = 5433", "", "include 'more.conf'", "ssl = on");

        assertThatThrownBy(() -> SettingsFile.parse("our.conf", lines))
                .isInstanceOf(SpecException.class)
                .hasMessage(
                        "our.conf, line 2: \"port = 5433\": port is set by the harness (of a test: Leave it out: ports and"
                                + " addresses are chosen per cluster, see replicatedpostgres.ports); so is what stands in line 4"
                                + " (include), line 5 (ssl). Take these lines out of the file.");
    }

    @Test
    void aFileThatIsNotThereIsNamedInFull() {
        assertThatThrownBy(() -> Places.with(Map.of(PlaceKey.SETTINGS, "no-such.conf")))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("replicatedpostgres.settings = no-such.conf")
                .hasMessageContaining(Path.of("no-such.conf").toAbsolutePath() + " is not there");
    }

    @Test
    void standsInThePlan(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("our.conf"), "work_mem = 8MB\n");
        var place = Places.with(Map.of(PlaceKey.SETTINGS, file.toString(), PlaceKey.PROFILE, "production"));

        assertThat(ClusterSpec.builder().place(place).build().describe())
                .contains("├─ settings of " + file + ": work_mem = 8MB\n├─ profile: production\n");
    }
}
