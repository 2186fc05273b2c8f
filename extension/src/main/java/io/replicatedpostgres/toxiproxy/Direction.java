package io.replicatedpostgres.toxiproxy;

import java.util.Locale;
import java.util.Optional;

/** A stream of a proxied connection: {@code UPSTREAM} carries what the client says, {@code DOWNSTREAM} the answers. */
enum Direction {
    UPSTREAM,
    DOWNSTREAM;

    /** The direction a stream's name means, in any case of letters. */
    static Optional<Direction> named(String stream) {
        return switch (stream.toLowerCase(Locale.ROOT)) {
            case "upstream" -> Optional.of(UPSTREAM);
            case "downstream" -> Optional.of(DOWNSTREAM);
            default -> Optional.empty();
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
