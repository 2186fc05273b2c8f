package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.PlaceKey;
import java.time.Duration;

/** The official image, of a version. */
final class DefaultImage {

    /** The version that runs unless one is asked for. */
    static final String VERSION = "17";

    /** For what takes a moment. */
    static final Duration SOON = Duration.ofSeconds(10);

    private DefaultImage() {}

    /** A version that has an image and can be run. */
    static String checked(String version) {
        if (!PostgresBinaries.run(version)) {
            throw SpecException.of(
                    PlaceKey.VERSION.key() + " = " + version,
                    "wanted a version of PostgreSQL from %s to %s"
                            .formatted(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST),
                    "Write for example 15 or 15.18");
        }
        return version;
    }
}
