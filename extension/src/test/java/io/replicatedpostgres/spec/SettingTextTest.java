package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.replicatedpostgres.model.SpecException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTextTest {

    @Test
    void keepsTheOrderAndTheValue() {
        var settings = SettingText.parse(List.of("wal_keep_size=64MB", "  Work_Mem = 8MB  ", "app.flag = a = b"));

        assertThat(settings)
                .containsExactly(entry("wal_keep_size", "64MB"), entry("work_mem", "8MB"), entry("app.flag", "a = b"));
    }

    @Test
    void takesOffTheQuotesOfPostgres() {
        var settings = SettingText.parse(List.of("a = 'it''s'", "b = ''", "c =", "d = '"));

        assertThat(settings).containsExactly(entry("a", "it's"), entry("b", ""), entry("c", ""), entry("d", "'"));
    }

    @Test
    void takesTheLaterOfTwo() {
        assertThat(SettingText.parse(List.of("a = 1", "b = 2", "A = 3")))
                .containsEntry("a", "3")
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "work_mem", "= 8MB", "work mem = 8MB", "8mb = work_mem", "a = 1\nport = 1", "a = 1\n"})
    void refusesWhatIsNoSetting(String line) {
        assertThatThrownBy(() -> SettingText.parse(List.of(line)))
                .isInstanceOf(SpecException.class)
                .hasMessageStartingWith("settings: \"" + line + "\": ")
                .hasMessageContaining("name = value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port = 5432", "PORT=5432", "include = 'mine.conf'", "Include_Dir = 'conf.d'"})
    void refusesWhatBelongsToTheHarness(String line) {
        assertThatThrownBy(() -> SettingText.parse(List.of(line))).isInstanceOf(SpecException.class);
    }
}
