package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;

/** JUnit answers questions about single keys of its configuration file, and does not list the keys that are in it. */
final class PlatformProperties {

    private static final String FILE = "junit-platform.properties";

    private PlatformProperties() {}

    /** Refuses a misspelt setting in {@code junit-platform.properties}, which would go unnoticed. */
    static void refuseUnknown() {
        PlaceKey.refuseUnknown(names(Thread.currentThread().getContextClassLoader()));
    }

    static Set<String> names(ClassLoader loader) {
        var properties = new Properties();
        try (InputStream file = loader.getResourceAsStream(FILE)) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + FILE, e);
        }
        return properties.stringPropertyNames();
    }
}
