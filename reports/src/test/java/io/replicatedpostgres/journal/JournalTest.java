package io.replicatedpostgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    Path directory;

    @Test
    void readsBackWhatWasWrittenOfEveryKind() {
        List<Event> all = Stream.concat(EveryEvent.complete().stream(), EveryEvent.sparse().stream())
                .toList();

        Path file = written(all);

        assertThat(JournalFile.readAll(file)).extracting(Entry::event).containsExactlyElementsOf(all);
        assertThat(EveryEvent.complete())
                .extracting(Object::getClass)
                .as("a sample of every kind of event")
                .doesNotHaveDuplicates()
                .hasSize(Event.class.getPermittedSubclasses().length);
    }

    @Test
    void everyEntryHasItsTimes() {
        List<Entry> entries = JournalFile.readAll(written(EveryEvent.complete()));

        assertThat(entries).extracting(Entry::atNanos).isSorted().allMatch(at -> at > 0);
        assertThat(entries).extracting(Entry::wall).isSorted();
    }

    @Test
    void anEntryIsInTheFileBeforeTheJournalIsClosed() {
        Path file = directory.resolve("a.jsonl");

        try (Journal journal = Journal.create(file, Secrets.of())) {
            journal.append(new Note("seen after a kill"));

            assertThat(JournalFile.readAll(file)).hasSize(1);
        }
    }

    @Test
    void severalThreadsMayAppend() {
        Path file = directory.resolve("a.jsonl");

        try (Journal journal = Journal.create(file, Secrets.of())) {
            IntStream.range(0, 4_000).parallel().forEach(i -> journal.append(new Note("note " + i)));
        }

        assertThat(JournalFile.readAll(file))
                .hasSize(4_000)
                .extracting(Entry::atNanos)
                .isSorted();
    }

    @Test
    void anInterruptedThreadStillWrites() {
        Path file = directory.resolve("a.jsonl");

        try (Journal journal = Journal.create(file, Secrets.of())) {
            Thread.currentThread().interrupt();
            journal.append(new Note("one"));
            assertThat(Thread.interrupted()).isTrue();
            journal.append(new Note("two"));
        }

        assertThat(JournalFile.readAll(file)).hasSize(2);
    }

    @Test
    void anActIsRecordedWithItsEnd() {
        Path file = directory.resolve("a.jsonl");
        var node = new NodeRef("node-2");

        try (Journal journal = Journal.create(file, Secrets.of())) {
            journal.act("promote", node, "pg_promote(false)").run(() -> {});
            String answer = journal.act("rewind", node, "").call(() -> "no rewind required");
            assertThat(answer).isEqualTo("no rewind required");
        }

        assertThat(JournalFile.readAll(file))
                .extracting(Entry::event)
                .containsExactly(
                        new ActBegan(1, "promote", node, "pg_promote(false)"),
                        new ActEnded(1, Outcome.OK, null),
                        new ActBegan(2, "rewind", node, ""),
                        new ActEnded(2, Outcome.OK, null));
    }

    @Test
    void anActThatFailsIsRecordedAndThrown() {
        Path file = directory.resolve("a.jsonl");

        try (Journal journal = Journal.create(file, Secrets.of())) {
            assertThatThrownBy(() -> journal.act("stop", null, "").run(() -> {
                        throw new IOException("still running");
                    }))
                    .isInstanceOf(IOException.class);
        }

        assertThat(JournalFile.readAll(file))
                .extracting(Entry::event)
                .contains(new ActEnded(1, Outcome.FAILED, "java.io.IOException: still running"));
    }

    @Test
    void noSecretIsWritten() throws IOException {
        Path file = directory.resolve("a.jsonl");
        var secrets = Secrets.of("s3cr3t", "s3cr3t\"+more", "it's", "");

        try (Journal journal = Journal.create(file, secrets)) {
            journal.append(new Note("password=s3cr3t and s3cr3t\"+more and ALTER ROLE x PASSWORD 'it''s'"));
            journal.append(new Note("jdbc:postgresql://h/db?password=s3cr3t%22%2Bmore"));
            journal.append(new ScenarioStarted("s3cr3t", "s3cr3t", "A", null, List.of("s3cr3t"), Words.none()));
            secrets.add("late");
            journal.append(new FaultBegan(1, "late", List.of(), "better late than never"));
            journal.append(planWith(Map.of("s3cr3t", "s3cr3t")));
        }

        assertThat(Files.readString(file))
                .contains(Secrets.HIDDEN)
                .doesNotContain("s3cr3t")
                .doesNotContain("more and")
                .doesNotContain("it''s")
                .doesNotContain("late");
    }

    @Test
    @EnabledIf("hasADiskThatIsAlwaysFull")
    void aFullDiskDoesNotReachTheTestUntilTheEnd() throws IOException {
        Path full = Path.of("/dev/full");
        Journal journal = Journal.appendingTo(full, Secrets.of());

        assertThatNoException().isThrownBy(() -> journal.append(new Note("lost")));

        assertThatThrownBy(journal::close)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining(full.toString())
                .hasMessageContaining("No space left");
        assertThatNoException().isThrownBy(journal::close);
    }

    @Test
    void neverOverwritesAnotherAttempt() {
        Path file = written(List.of());

        assertThatThrownBy(() -> Journal.create(file, Secrets.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void afterTheEndNothingIsAppended() {
        Path file = directory.resolve("a.jsonl");
        Journal journal = Journal.create(file, Secrets.of());
        journal.close();

        journal.append(new Note("late"));

        assertThat(JournalFile.readAll(file)).isEmpty();
    }

    @Test
    void noneRecordsNothing() {
        Journal none = Journal.none();

        none.append(new Note("into the void"));
        none.close();

        assertThat(none.path()).isEmpty();
    }

    private Path written(List<Event> events) {
        Path file = directory.resolve("written.jsonl");
        try (Journal journal = Journal.create(file, Secrets.of())) {
            events.forEach(journal::append);
        }
        return file;
    }

    private static ClusterPlanned planWith(Map<String, String> settings) {
        var plan = (ClusterPlanned) EveryEvent.complete().get(1);
        return new ClusterPlanned(plan.plan(), plan.runtime(), plan.version(), plan.origin(), settings);
    }

    static boolean hasADiskThatIsAlwaysFull() {
        return Files.isWritable(Path.of("/dev/full"));
    }
}
