package io.replicatedpostgres.provision;

import io.replicatedpostgres.postgres.Configuration;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.SettingsFile;

/** The settings of the user's own file, line by line, each with where it comes from. */
public final class FileSettings {

    private FileSettings() {}

    /** Sets them; what a test asks for is to be set after them, so that it counts. */
    public static void into(Configuration configuration, Place place) {
        SettingsFile file = place.settings();
        if (file != null) {
            file.lines()
                    .forEach(line -> configuration.set(
                            line.name(), line.value(), "%s, line %s".formatted(file.path(), line.number())));
        }
    }
}
