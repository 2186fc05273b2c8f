package io.replicatedpostgres.junit;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Where to run, and which PostgreSQL: JUnit's configuration first, then the environment, then what the test says. */
final class Places {

    private Places() {}

    /** What is configured, and nothing of the test's. */
    static Place of(ExtensionContext context) {
        PlatformProperties.refuseUnknown();
        return Place.from(key -> configured(context, key));
    }

    /** The same spec, where and with what is configured. */
    static ClusterSpec configured(ClusterSpec spec, ExtensionContext context) {
        Place place = Place.from(key -> configured(context, key).or(() -> said(spec.place(), key)));
        return at(place, spec);
    }

    /** The same spec elsewhere. */
    static ClusterSpec at(Place place, ClusterSpec spec) {
        return new ClusterSpec(
                spec.nodes(),
                spec.slots(),
                spec.synchronousCommit(),
                spec.synchronousStandbys(),
                spec.archive(),
                spec.settings(),
                spec.initScripts(),
                spec.diskOrNone(),
                spec.managerOrNone(),
                spec.timeout(),
                place);
    }

    private static Optional<String> configured(ExtensionContext context, String key) {
        return context.getConfigurationParameter(key)
                .filter(value -> !value.isBlank())
                .or(() -> PlaceKey.ofEnvironment(key).filter(value -> !value.isBlank()));
    }

    private static Optional<String> said(Place place, String key) {
        return Arrays.stream(PlaceKey.values())
                .filter(one -> one.key().equals(key))
                .findFirst()
                .map(one -> value(place, one));
    }

    static @Nullable String value(Place place, PlaceKey key) {
        return switch (key) {
            case RUNTIME -> place.runtime() == null ? null : place.runtime().name();
            case VERSION -> place.version();
            case IMAGE -> place.image();
            case TOXIPROXY_IMAGE -> place.toxiproxyImage();
            case TMPFS -> place.tmpfs() == null ? null : (place.tmpfs().bytes() >> 10) + "kB";
            case CAPABILITIES -> place.capabilities();
            case BINARIES -> place.binaries();
            case PATRONI -> place.patroni();
            case USER -> place.user();
            case DIRECTORY -> place.directory();
            case PORTS -> place.ports();
            case SETTINGS -> place.settings() == null ? null : place.settings().path();
            case PROFILE -> place.profile().name();
            case KEEP -> place.keep().name();
            case AHEAD -> place.ahead().name();
            case TIMEOUT_FACTOR -> String.valueOf(place.timeoutFactor());
        };
    }
}
