package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The schedules of a hunt that reached a state which none before had reached, and all states: the files {@code kept} and {@code states} of its
 * directory. A line that a kill cut off is passed over.
 */
final class KeptSchedules {

    private final Path file;
    private final Path statesFile;
    private final List<List<Step>> kept = new ArrayList<>();
    private final Set<String> states = new TreeSet<>();

    private KeptSchedules(Path directory) {
        this.file = directory.resolve("kept");
        this.statesFile = directory.resolve("states");
    }

    /** Reads those of a directory. */
    static KeptSchedules in(Path directory) {
        var schedules = new KeptSchedules(directory);
        whole(schedules.file).forEach(line -> schedules.kept.add(ScheduleText.parse(line)));
        schedules.states.addAll(whole(schedules.statesFile));
        return schedules;
    }

    /** The lines of a file that end, and the file cut after them. */
    private static List<String> whole(Path file) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            if (whole.length() < text.length()) {
                Files.writeString(file, whole);
            }
            return whole.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the hunt: " + file, e);
        }
    }

    List<List<Step>> all() {
        return List.copyOf(kept);
    }

    /** How many states were reached. */
    int states() {
        return states.size();
    }

    /** Keeps the schedule if one of the states is new. */
    void reached(List<Step> steps, Set<String> seen) {
        var fresh = new TreeSet<>(seen);
        fresh.removeAll(states);
        if (fresh.isEmpty()) {
            return;
        }
        states.addAll(fresh);
        kept.add(List.copyOf(steps));
        append(statesFile, fresh.stream().map(state -> state + "\n").collect(Collectors.joining()));
        append(file, ScheduleText.of(steps) + "\n");
    }

    private static void append(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the hunt: " + file, e);
        }
    }
}
