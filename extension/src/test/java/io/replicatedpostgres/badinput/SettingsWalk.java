package io.replicatedpostgres.badinput;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts a cluster with hostile values of every key that says where, and which PostgreSQL. */
final class SettingsWalk {

    private static final List<String> NUMBERS = List.of("-1", "0", "NaN", "1-2");

    private final Stage stage;

    SettingsWalk(Stage stage) {
        this.stage = stage;
    }

    List<Answer> run() {
        var answers = new ArrayList<Answer>();
        for (PlaceKey key : PlaceKey.values()) {
            Stream.concat(HostileValues.TEXTS.stream(), NUMBERS.stream())
                    .forEach(text -> answers.add(answer(key, Hostile.of(text), text)));
        }
        return answers;
    }

    private Answer answer(PlaceKey key, Hostile value, String text) {
        String written = "%s = %s".formatted(key.key(), value.shown().replace("\"", ""));
        Path directory = Path.of(text.replaceAll("[\\x00\\n]", "?")).toAbsolutePath();
        boolean madeHere = key == PlaceKey.DIRECTORY && text.length() < 100 && !Files.exists(directory);
        try {
            Place place = Places.with(values(key, text));
            // what says nothing is as if it were not there
            if (!text.isBlank() || !place.equals(Places.with(but(key)))) {
                Cluster.start(ClusterSpec.builder().standbys(0).place(place).build())
                        .close();
            }
            return Answer.taken("Settings", written);
        } catch (RuntimeException e) {
            return Answer.refused("Settings", written, value, e);
        } finally {
            if (madeHere) {
                delete(directory);
            }
        }
    }

    /** What a directory of work leaves on purpose, its templates, where they are not wanted. */
    private static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<PlaceKey, String> values(PlaceKey key, String text) {
        Map<PlaceKey, String> values = but(key);
        values.put(key, text);
        return values;
    }

    /** What holds for all of them, without that key. */
    private Map<PlaceKey, String> but(PlaceKey key) {
        var values = new EnumMap<PlaceKey, String>(PlaceKey.class);
        values.put(PlaceKey.DIRECTORY, String.valueOf(stage.place().directory()));
        values.put(PlaceKey.AHEAD, "NOTHING");
        values.put(PlaceKey.RUNTIME, "local");
        values.remove(key);
        return values;
    }
}
