package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalFileTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void aJournalOfTwoEntries() {
        file = directory.resolve("a.jsonl");
        try (Journal journal = Journal.create(file, Secrets.of())) {
            journal.append(new Note("one"));
            journal.append(new Note("two"));
        }
    }

    @Test
    void aLastLineThatWasCutOffIsSurvivedAndReported() throws IOException {
        byte[] all = Files.readAllBytes(file);

        for (int cut = 2; cut < 60; cut++) {
            Files.write(file, Arrays.copyOf(all, all.length - cut));

            try (JournalFile journal = JournalFile.open(file)) {
                assertThat(journal.next()).isPresent();
                assertThat(journal.next()).isEmpty();
                assertThat(journal.truncated()).isTrue();
            }
        }
    }

    @Test
    void aLineThatIsWrittenToItsEndWhileTheJournalIsReadWasNotThere() throws IOException {
        byte[] all = Files.readAllBytes(file);

        for (int cut = 2; cut < 60; cut++) {
            Files.write(file, Arrays.copyOf(all, all.length - cut));

            try (JournalFile journal = JournalFile.open(file)) {
                Files.write(file, Arrays.copyOfRange(all, all.length - cut, all.length), StandardOpenOption.APPEND);
                Files.write(file, Arrays.copyOfRange(all, all.length - cut, all.length), StandardOpenOption.APPEND);

                assertThat(journal.next()).isPresent();
                assertThat(journal.next()).isEmpty();
                assertThat(journal.truncated()).isTrue();
            }
        }
    }

    @Test
    void aWholeJournalIsNotTruncated() {
        try (JournalFile journal = JournalFile.open(file)) {
            assertThat(journal.next()).isPresent();
            assertThat(journal.next()).isPresent();
            assertThat(journal.next()).isEmpty();
            assertThat(journal.truncated()).isFalse();
        }
    }

    @Test
    void aVersionFromTheFutureIsRefused() throws IOException {
        replace("\"version\":6", "\"version\":7");

        assertThatThrownBy(() -> JournalFile.open(file))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("version 7")
                .hasMessageContaining("up to version 6");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void anOlderVersionIsRead(int version) throws IOException {
        replace("\"version\":6", "\"version\":" + version);

        assertThat(JournalFile.readAll(file))
                .extracting(Entry::event)
                .containsExactly(new Note("one"), new Note("two"));
    }

    @Test
    void anUnknownTypeOfEventIsRefused() throws IOException {
        replace("\"type\":\"Note\"", "\"type\":\"Rumour\"");

        assertThatThrownBy(() -> JournalFile.readAll(file))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("'Rumour'");
    }

    @Test
    void aBrokenLineInTheMiddleIsRefused() throws IOException {
        replace("\"one\"}", "\"one\"");

        assertThatThrownBy(() -> JournalFile.readAll(file))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void aMissingComponentIsRefused() throws IOException {
        replace("\"text\":\"one\"", "\"words\":\"one\"");

        assertThatThrownBy(() -> JournalFile.readAll(file))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("Note without a valid 'text'");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.writeString(file, "");

        assertThatThrownBy(() -> JournalFile.open(file))
                .isInstanceOf(JournalFormatException.class)
                .hasMessageContaining(file + " is empty");
    }

    @Test
    void anotherKindOfFileIsRefused() throws IOException {
        for (String content :
                new String[] {"\n", "<html>", "{}", "[1,2]", "null", "{\"format\":\"other\",\"version\":1}"}) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> JournalFile.open(file))
                    .as(content)
                    .isInstanceOf(JournalFormatException.class)
                    .hasMessageContaining("line 1");
        }
    }

    @Test
    void bytesThatAreNotUtf8AreReadAsReplacements() throws IOException {
        byte[] bytes = Files.readString(file).replace("one", "#").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '#' ? (byte) 0xFF : bytes[i];
        }
        Files.write(file, bytes);

        assertThat(JournalFile.readAll(file).get(0).event()).isEqualTo(new Note("\uFFFD"));
    }

    private void replace(String what, String with) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains(what);
        Files.writeString(file, content.replace(what, with));
    }
}
