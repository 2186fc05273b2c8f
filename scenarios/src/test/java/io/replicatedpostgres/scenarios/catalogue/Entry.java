package io.replicatedpostgres.scenarios.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.replicatedpostgres.scenarios.Story;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A situation of the catalogue.
 *
 * @param id three letters and a number
 * @param stars 1: users complain of it and no Java tool offers it; 2: no tool in any language tests it
 * @param title what it is about
 * @param versions where it can be seen
 * @param seenAt who has met, tested or reported it
 */
record Entry(String id, int stars, String title, String versions, String seenAt) {

    private static final String FILE = "catalogue.tsv";

    /** All of them by id, in the order of the file. */
    static Map<String, Entry> all() {
        var entries = new LinkedHashMap<String, Entry>();
        try (InputStream file = Objects.requireNonNull(Story.class.getResourceAsStream(FILE), FILE)) {
            new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cell -> new Entry(cell[0], Integer.parseInt(cell[1]), cell[2], cell[3], cell[4]))
                    .forEach(entry -> entries.put(entry.id(), entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    String shownStars() {
        return "★".repeat(stars);
    }
}
