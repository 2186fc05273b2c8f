package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.PostgresVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is about to be started.
 *
 * @param plan the plan as it prints itself, over several lines
 * @param runtime where it runs: {@code local} or {@code container}
 * @param version the version of PostgreSQL
 * @param origin the image, or the directory of the binaries
 * @param settings the settings that were asked for, in their order
 */
public record ClusterPlanned(
        String plan, String runtime, PostgresVersion version, String origin, Map<String, String> settings)
        implements Event {

    /** Copies the settings, keeps their order, and hides the values of those whose {@linkplain Passwords names} tell of a secret. */
    public ClusterPlanned {
        var shown = new LinkedHashMap<>(settings);
        shown.replaceAll((name, value) -> Passwords.isInName(name) ? Secrets.HIDDEN : value);
        settings = Collections.unmodifiableMap(shown);
    }
}
