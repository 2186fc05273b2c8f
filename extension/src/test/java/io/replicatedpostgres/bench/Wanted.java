package io.replicatedpostgres.bench;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.provision.embedded.EmbeddedArchive;
import io.replicatedpostgres.spec.Ahead;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the caller wants measured: {@code -Dplaces} and {@code -Drounds}. */
final class Wanted {

    private Wanted() {}

    /** The places to be measured side by side; none if it is to be this JVM's. */
    static List<String> places() {
        return Arrays.stream(System.getProperty("places", "").split(","))
                .map(String::strip)
                .filter(place -> !place.isEmpty())
                .toList();
    }

    /** {@code local}, {@code local:15} or {@code container:17}: this JVM's place, but for the runtime and version. */
    static Place place(String words) {
        return Places.with(values(words));
    }

    /** The same, where so much is made ready ahead. */
    static Place place(String words, Ahead ahead) {
        var values = values(words);
        values.put(PlaceKey.AHEAD, ahead.name());
        return Places.with(values);
    }

    /** Binaries of the class path of the same major version, with nothing made ahead; none where there are none. */
    static Optional<Place> embedded(Place beside, PostgresVersion version) {
        boolean there = EmbeddedArchive.onClassPath().stream()
                .anyMatch(archive -> archive.probableMajor().equals(Optional.of(version.major())));
        return there && beside.runtime() == RuntimeKind.LOCAL
                ? Optional.of(place("embedded:" + version.major(), Ahead.NOTHING))
                : Optional.empty();
    }

    private static Map<PlaceKey, String> values(String words) {
        var values = new EnumMap<PlaceKey, String>(PlaceKey.class);
        String[] parts = words.split(":", 2);
        if (!parts[0].isEmpty()) {
            values.put(PlaceKey.RUNTIME, parts[0]);
        }
        if (parts.length > 1) {
            values.put(PlaceKey.VERSION, parts[1]);
        }
        return values;
    }

    /** How often to repeat: what {@code -Drounds} says, else less often where containers make it slow. */
    static int rounds(Place place, int usual) {
        boolean inContainers = place.runtime() == RuntimeKind.CONTAINER;
        return Integer.getInteger("rounds", inContainers ? (usual + 1) / 2 : usual);
    }
}
