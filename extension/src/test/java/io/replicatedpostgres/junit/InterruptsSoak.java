package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;

/**
 * A hundred tests whose threads are interrupted at random moments of every verb, wait and fault: what has begun ends, what waits is free
 * at once, nothing is unhealed, nothing is left, and the report says of each test what JUnit says. {@code -Dinterrupts.seed=<seed>
 * -Dinterrupts.first=<which deed comes first>} does others.
 */
@Tag("soak")
class InterruptsSoak {

    private static final Path DIARY = Path.of("target", "interrupts-soak.txt");
    private static final int TESTS = 100;
    private static final long SEED = Long.getLong("interrupts.seed", 20_261_129L);
    private static final int FIRST = Integer.getInteger("interrupts.first", 0);
    private static final List<InterruptedDeed> DEEDS = Stream.concat(
                    InterruptedVerbs.all().stream(), InterruptedWaits.all().stream())
            .toList();

    /** How late the thread was free, and which journal it has, by the number of the test. */
    private static final Map<Integer, Long> LATE = new ConcurrentSkipListMap<>();

    private static final Map<Integer, Path> JOURNALS = new ConcurrentHashMap<>();

    private static InterruptedDeed deed(int number) {
        return DEEDS.get((FIRST + number - 1) % DEEDS.size());
    }

    @ReplicatedPostgres(
            standbys = 2,
            archive = io.replicatedpostgres.spec.ArchiveMode.PER_NODE,
            settings = {"max_prepared_transactions = 5", "max_replication_slots = 6", "max_wal_senders = 6"})
    static class Interrupted {

        /** Of the test before; it may still be to come when a cluster closes and another one starts quickly. */
        private static @Nullable Interrupter atEnd;

        private Interrupter atStart = new Interrupter(0);

        /** Into the start of the cluster, which comes after this and before the test. */
        @BeforeEach
        void interruptTheStart(RepetitionInfo info) {
            atStart.callOff();
            Thread.interrupted();
            atStart = new Interrupter(new Random(SEED - info.getCurrentRepetition()).nextInt(1500));
        }

        @RepeatedTest(TESTS)
        void test(Cluster cluster, RepetitionInfo info) {
            int number = info.getCurrentRepetition();
            atStart.callOff();
            if (atEnd != null) {
                atEnd.callOff();
            }
            Thread.interrupted();
            SampleRun.saw(cluster);
            JOURNALS.put(number, cluster.journal().path().orElseThrow());
            InterruptedDeed deed = deed(number);
            var random = new Random(SEED + number);
            LATE.put(number, deed.on(cluster, random.nextInt(deed.withinMillis())));
            // what comes now is interrupted too: what JUnit does, judging, closing
            atEnd = new Interrupter(random.nextInt(200));
        }
    }

    @Test
    void nothingIsUnhealedNothingIsLeftAndTheReportIsRight() throws IOException {
        SampleRun run = SampleRun.of(Interrupted.class);
        Thread.interrupted();

        run.leavesNothing();
        var wrong = new ArrayList<String>();
        Map<Integer, TestExecutionResult> results = results(run);
        results.forEach((number, result) ->
                wrong(number, result).forEach(words -> wrong.add("%s %s: %s".formatted(number, deed(number), words))));
        tell(results, wrong);
        assertThat(results).hasSize(TESTS);
        assertThat(wrong).isEmpty();
    }

    private static Map<Integer, TestExecutionResult> results(SampleRun run) {
        var results = new TreeMap<Integer, TestExecutionResult>();
        run.events()
                .finished()
                .filter(event -> event.getTestDescriptor().isTest())
                .forEach(event -> results.put(
                        Integer.valueOf(event.getTestDescriptor()
                                .getUniqueId()
                                .getLastSegment()
                                .getValue()
                                .replace("#", "")),
                        event.getRequiredPayload(TestExecutionResult.class)));
        return results;
    }

    private static List<String> wrong(int number, TestExecutionResult result) {
        var wrong = new ArrayList<String>();
        Path journal = JOURNALS.get(number);
        String thrown = result.getThrowable().map(Throwable::toString).orElse("");
        if (journal == null) {
            return List.of("it got no cluster: " + thrown);
        }
        if (!deed(number).waits() && !thrown.isEmpty()) {
            wrong.add("it did not come to its end: " + thrown);
        }
        if (deed(number).waits() && !thrown.contains("interrupted") && !thrown.contains("not known")) {
            wrong.add("the wait was not interrupted: " + thrown);
        }
        List<Event> events =
                JournalFile.readAll(journal).stream().map(Entry::event).toList();
        boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        List<ScenarioResult> told =
                of(events, ScenarioEnded.class).map(ScenarioEnded::result).toList();
        if (!told.equals(List.of(passed ? ScenarioResult.PASSED : ScenarioResult.FAILED))) {
            wrong.add("JUnit says %s, and the report %s".formatted(result.getStatus(), told));
        }
        open(events).forEach(wrong::add);
        return wrong;
    }

    private static <T extends Event> Stream<T> of(List<Event> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    private static List<String> open(List<Event> events) {
        var healed = of(events, FaultEnded.class)
                .filter(ended -> ended.outcome() == Outcome.OK)
                .map(FaultEnded::id)
                .collect(Collectors.toSet());
        var ended = of(events, ActEnded.class).map(ActEnded::id).collect(Collectors.toSet());
        return Stream.concat(
                        of(events, FaultBegan.class)
                                .filter(began -> !healed.contains(began.id()))
                                .map(began -> "not healed: " + began),
                        of(events, ActBegan.class)
                                .filter(began -> !ended.contains(began.id()))
                                .map(began -> "not ended: " + began))
                .toList();
    }

    private static void tell(Map<Integer, TestExecutionResult> results, List<String> wrong) throws IOException {
        var lines = new ArrayList<String>();
        LATE.forEach((number, late) -> lines.add("%s %s: %s ms".formatted(number, deed(number), late)));
        results.forEach((number, result) -> result.getThrowable()
                .ifPresent(thrown -> lines.add("%s %s: %s".formatted(number, deed(number), thrown))));
        lines.add("%s tests from seed %s and deed %s of %s: %s wrong"
                .formatted(results.size(), SEED, FIRST, DEEDS.size(), wrong.size()));
        lines.addAll(wrong);
        Files.createDirectories(DIARY.getParent());
        Files.write(DIARY, lines);
        assertThat(ReportFolder.current()).isPresent();
    }
}
