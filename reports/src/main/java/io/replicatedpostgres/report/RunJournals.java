package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The journals of a folder, those of the run of one process apart from those of earlier runs.
 *
 * <p>To a run belong all processes that one build started, such as the forks of Surefire and Failsafe in one {@code mvn
 * verify}; and all that worked at the same time, no matter what started them. A run in an IDE is one process. Of a daemon that
 * builds again and again, processes that follow each other within a minute are taken for one build. See {@link Writer}.
 *
 * @param ofTheRun in the order of their names
 * @param earlier in the order of their names
 */
record RunJournals(List<Path> ofTheRun, List<Path> earlier) {

    /** Tells apart the journals of the run to which a process belongs that is alive now. */
    static RunJournals of(List<Path> all, Header self, Instant now) {
        var unreadable = new ArrayList<Path>();
        Map<String, Writer> writers = new LinkedHashMap<>();
        var own = new Writer(self, now);
        writers.put(self.process(), own);
        for (Path journal : all) {
            Optional<Header> header = header(journal);
            if (header.isPresent()) {
                writers.computeIfAbsent(header.get().process(), unseen -> new Writer(header.get(), Instant.MIN))
                        .wrote(journal, header.get());
            } else {
                unreadable.add(journal);
            }
        }
        List<Writer> together = together(own, List.copyOf(writers.values()));
        Instant began = together.stream()
                .map(Writer::from)
                .min(Comparator.naturalOrder())
                .orElse(now);
        var ofTheRun = new ArrayList<Path>();
        together.forEach(writer -> ofTheRun.addAll(writer.journals()));
        unreadable.stream()
                .filter(journal -> !modified(journal).isBefore(began))
                .forEach(ofTheRun::add);
        return new RunJournals(
                ofTheRun.stream().sorted().toList(),
                all.stream().filter(journal -> !ofTheRun.contains(journal)).toList());
    }

    /** All that are connected with the first one, over others too. */
    private static List<Writer> together(Writer first, List<Writer> all) {
        var found = new ArrayList<>(List.of(first));
        Deque<Writer> next = new ArrayDeque<>(found);
        while (!next.isEmpty()) {
            Writer one = next.remove();
            all.stream()
                    .filter(other -> !found.contains(other) && one.isOfTheSameRunAs(other))
                    .forEach(other -> {
                        found.add(other);
                        next.add(other);
                    });
        }
        return found;
    }

    private static Optional<Header> header(Path journal) {
        try (JournalFile file = JournalFile.open(journal)) {
            return Optional.of(file.header());
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static Instant modified(Path journal) {
        try {
            return Objects.requireNonNull(Files.getLastModifiedTime(journal)).toInstant();
        } catch (IOException e) {
            return Instant.MAX;
        }
    }
}
