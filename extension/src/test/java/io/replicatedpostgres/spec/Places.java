package io.replicatedpostgres.spec;

import java.util.Map;
import java.util.Optional;

/** Places for tests: this JVM's own, but for some keys. */
public final class Places {

    private Places() {}

    /** With these values; a blank one stands for none. */
    public static Place with(Map<PlaceKey, String> values) {
        return Place.from(key -> values.entrySet().stream()
                .filter(entry -> entry.getKey().key().equals(key))
                .map(Map.Entry::getValue)
                .findFirst()
                .or(() -> PlaceKey.ofThisJvm(key)));
    }

    /** With this value. */
    public static Place with(PlaceKey key, String value) {
        return with(Map.of(key, value));
    }

    /** The value of a key in this JVM. */
    public static Optional<String> here(PlaceKey key) {
        return PlaceKey.ofThisJvm(key.key());
    }
}
