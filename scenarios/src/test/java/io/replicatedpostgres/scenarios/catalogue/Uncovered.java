package io.replicatedpostgres.scenarios.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The situations without a scenario, each with the reason: {@code uncovered.tsv}. */
final class Uncovered {

    static final Path FILE = Path.of("src/test/resources/uncovered.tsv");

    private Uncovered() {}

    /** The reasons, by the id of the situation. */
    static Map<String, String> reasons() throws IOException {
        var reasons = new TreeMap<String, String>();
        for (String line : Files.readAllLines(FILE)) {
            if (!line.startsWith("#")) {
                String[] cells = line.split("\t", -1);
                reasons.put(cells[0], cells[1]);
            }
        }
        return reasons;
    }

    /** Takes out what has a scenario by now. */
    static void without(Set<String> shown) throws IOException {
        List<String> left = Files.readAllLines(FILE).stream()
                .filter(line -> !shown.contains(line.split("\t", 2)[0]))
                .toList();
        Files.write(FILE, left);
    }
}
