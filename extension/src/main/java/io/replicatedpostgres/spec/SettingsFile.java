package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A user's own {@code postgresql.conf}, or a part of it, that holds for every server of a run: below what a test sets, above
 * what servers start with otherwise.
 *
 * @param path where it was read
 * @param lines its settings, in order; of two with one name the later counts, as in PostgreSQL
 */
public record SettingsFile(String path, List<Line> lines) {

    /**
     * One setting.
     *
     * @param number its line in the file, from 1
     * @param name in lower case
     * @param value without its quotes
     */
    public record Line(int number, String name, String value) {

        /** Checks that the parts are there. */
        public Line {
            Given.value("name", name);
            Given.value("value", value);
        }
    }

    /** Copies what can change. */
    public SettingsFile {
        Given.value("path", path);
        Given.each("lines", lines);
        lines = List.copyOf(lines);
    }

    /**
     * Reads a file; a relative path starts at the working directory of this JVM.
     *
     * @throws SpecException if it cannot be read, is not in the syntax of {@code postgresql.conf}, or sets what belongs to
     *     the harness; the message names the file and the line
     */
    static SettingsFile read(String path) {
        Path file = Path.of(path).toAbsolutePath().normalize();
        try {
            return parse(path, Files.readAllLines(file));
        } catch (MalformedInputException e) {
            throw unreadable(path, "%s is no text in UTF-8".formatted(file));
        } catch (IOException e) {
            String reason = Files.exists(file) ? "cannot be read (%s)".formatted(e) : "is not there";
            throw unreadable(path, "%s %s".formatted(file, reason));
        }
    }

    static SettingsFile parse(String path, List<String> text) {
        var lines = new ArrayList<Line>();
        for (int i = 0; i < text.size(); i++) {
            ConfLine.parse(path, i + 1, text.get(i)).ifPresent(lines::add);
        }
        refuseOwned(path, lines);
        return new SettingsFile(path, lines);
    }

    /** All of them at once: a file from production has several. */
    private static void refuseOwned(String path, List<Line> lines) {
        List<Line> owned = lines.stream()
                .filter(line -> OwnedSettings.list().containsKey(line.name()))
                .toList();
        if (!owned.isEmpty()) {
            Line first = owned.get(0);
            String others = owned.stream()
                    .skip(1)
                    .map(line -> "line %s (%s)".formatted(line.number(), line.name()))
                    .collect(Collectors.joining(", "));
            throw SpecException.of(
                    "%s, line %s: \"%s = %s\"".formatted(path, first.number(), first.name(), first.value()),
                    "%s is set by the harness (of a test: %s)%s"
                            .formatted(
                                    first.name(),
                                    OwnedSettings.list().get(first.name()),
                                    others.isEmpty() ? "" : "; so is what stands in " + others),
                    owned.size() == 1 ? "Take the line out of the file" : "Take these lines out of the file");
        }
    }

    private static SpecException unreadable(String path, String rule) {
        return SpecException.of(
                PlaceKey.SETTINGS.key() + " = " + path, rule, "Name a file in the syntax of postgresql.conf");
    }

    /** The settings as they are printed. */
    @Override
    public String toString() {
        return path + ": "
                + lines.stream().map(line -> line.name() + " = " + line.value()).collect(Collectors.joining(", "));
    }
}
