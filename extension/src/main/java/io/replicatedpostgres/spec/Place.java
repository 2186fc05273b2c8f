package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers run and which PostgreSQL they are. It comes from the environment rather than from the test, so that
 * the same test runs everywhere; {@link PlaceKey} lists what can be set.
 *
 * @param runtime containers, or processes of this machine from installed or embedded binaries; null for the first of container,
 *     local, embedded that can be had
 * @param version the major or whole version wanted, for example {@code 15} or {@code 15.18}; null for the newest installed, 17 in containers
 * @param image the image the containers run; null for {@code postgres:} and the version
 * @param toxiproxyImage the image of the links between containers; null for {@link #TOXIPROXY_IMAGE}
 * @param tmpfs the size of the memory file system that holds a container's data, {@code 512MB}; null for a volume on disk
 * @param capabilities what containers may do beyond Docker's default: {@code SYS_ADMIN}; null for nothing
 * @param binaries the directory of the PostgreSQL binaries; null to look for them
 * @param patroni the directory into which a package of Patroni was unpacked; null for the installed one
 * @param user the unprivileged user to run as when this JVM runs as root; null for {@code postgres} or {@code nobody}
 * @param directory where the working directory is made; null for a memory file system with room, else the temporary one
 * @param ports the first and last port to choose from, {@code 20000-29999}; null for a range below the ephemeral ports
 * @param settings the user's own settings of every server; null for none
 * @param profile how servers are set up where neither these nor the test say otherwise
 * @param keep when the files of a cluster outlive it
 * @param ahead what is made ready for the next cluster
 * @param timeoutFactor every deadline is multiplied by it; more than 0
 */
public record Place(
        @Nullable RuntimeKind runtime,
        @Nullable String version,
        @Nullable String image,
        @Nullable String toxiproxyImage,
        @Nullable DataSize tmpfs,
        @Nullable String capabilities,
        @Nullable String binaries,
        @Nullable String patroni,
        @Nullable String user,
        @Nullable String directory,
        @Nullable String ports,
        @Nullable SettingsFile settings,
        ServerProfile profile,
        Keep keep,
        Ahead ahead,
        double timeoutFactor) {

    /** The image of the links between containers, unless another is named. */
    public static final String TOXIPROXY_IMAGE = "ghcr.io/shopify/toxiproxy:2.12.0";

    /** The capability to mount, among others. */
    private static final String SYS_ADMIN = "SYS_ADMIN";

    private static final String AUTO = "auto";
    private static final double FACTOR_MAX = 1000;

    /** Checks the factor. */
    public Place {
        Given.value("profile", profile);
        Given.value("keep", keep);
        Given.value("ahead", ahead);
        if (!isFactor(timeoutFactor)) {
            throw wrongFactor(String.valueOf(timeoutFactor));
        }
    }

    /** Everything found by itself. */
    public static Place anywhere() {
        return new Place(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                ServerProfile.SMALL,
                Keep.ON_FAILURE,
                Ahead.COPIES,
                1);
    }

    /**
     * Reads every key from a source.
     *
     * @param lookup gives the value of a key such as {@code replicatedpostgres.version}
     * @throws SpecException if a value is not one, or if this JVM was given an unknown key
     */
    public static Place from(Function<String, Optional<String>> lookup) {
        Given.value("lookup", lookup);
        PlaceKey.refuseUnknown(
                System.getProperties().stringPropertyNames(), System.getenv().keySet());
        ServerProfile profile = oneOf(
                lookup,
                PlaceKey.PROFILE,
                ServerProfile.SMALL,
                "Write production to judge an image or a configuration, or leave it out");
        // a run that judges a configuration needs the machine for itself
        Ahead ahead = profile == ServerProfile.PRODUCTION ? Ahead.NOTHING : Ahead.COPIES;
        return new Place(
                runtime(value(lookup, PlaceKey.RUNTIME)),
                value(lookup, PlaceKey.VERSION),
                value(lookup, PlaceKey.IMAGE),
                value(lookup, PlaceKey.TOXIPROXY_IMAGE),
                tmpfs(value(lookup, PlaceKey.TMPFS)),
                capabilities(value(lookup, PlaceKey.CAPABILITIES)),
                value(lookup, PlaceKey.BINARIES),
                value(lookup, PlaceKey.PATRONI),
                value(lookup, PlaceKey.USER),
                value(lookup, PlaceKey.DIRECTORY),
                value(lookup, PlaceKey.PORTS),
                settings(value(lookup, PlaceKey.SETTINGS)),
                profile,
                oneOf(lookup, PlaceKey.KEEP, Keep.ON_FAILURE, "Write for example ALWAYS"),
                oneOf(lookup, PlaceKey.AHEAD, ahead, "Write for example CLUSTER, or leave it out"),
                factor(value(lookup, PlaceKey.TIMEOUT_FACTOR)));
    }

    /** System properties first, then the environment. */
    public static Place ofThisJvm() {
        return from(PlaceKey::ofThisJvm);
    }

    /** A deadline as this machine needs it. */
    public Duration stretched(Duration deadline) {
        Given.notEndless("deadline", deadline);
        return Duration.ofNanos((long) (deadline.toNanos() * timeoutFactor));
    }

    /** The same with another version, unless one is required already. */
    public Place orVersion(@Nullable String wanted) {
        return version != null || wanted == null ? this : withVersion(wanted);
    }

    /** The same with another version. */
    public Place withVersion(String wanted) {
        Given.value("wanted", wanted);
        return new Place(
                runtime,
                wanted,
                image,
                toxiproxyImage,
                tmpfs,
                capabilities,
                binaries,
                patroni,
                user,
                directory,
                ports,
                settings,
                profile,
                keep,
                ahead,
                timeoutFactor);
    }

    private static @Nullable String value(Function<String, Optional<String>> lookup, PlaceKey key) {
        Optional<String> text = Given.value(key.key(), lookup.apply(key.key())).filter(value -> !value.isBlank());
        text.filter(value -> value.strip().chars().anyMatch(Character::isISOControl))
                .ifPresent(value -> {
                    throw SpecException.of(
                            key.key() + " = " + value,
                            "it has a line break, a tab or another character that cannot be seen",
                            "Write it in one line");
                });
        return text.orElse(null);
    }

    private static @Nullable RuntimeKind runtime(@Nullable String text) {
        if (text == null || text.strip().equalsIgnoreCase(AUTO)) {
            return null;
        }
        try {
            return RuntimeKind.valueOf(text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw SpecException.of(
                    PlaceKey.RUNTIME.key() + " = " + text,
                    "wanted one of auto, local, container, embedded",
                    "Write local for installed PostgreSQL binaries, container for Docker, embedded for binaries on the class path, or leave it out");
        }
    }

    private static @Nullable DataSize tmpfs(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return DataSize.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw SpecException.of(
                    PlaceKey.TMPFS.key() + " = " + text, "wanted a size with kB, MB or GB", "Write for example 512MB");
        }
    }

    private static @Nullable String capabilities(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.strip().equals(SYS_ADMIN)) {
            throw SpecException.of(
                    PlaceKey.CAPABILITIES.key() + " = " + text,
                    "wanted " + SYS_ADMIN + ", the only one that a fault makes use of",
                    "Write that, or leave it out");
        }
        return SYS_ADMIN;
    }

    /** Whether containers may mount. */
    public boolean mayMount() {
        return SYS_ADMIN.equals(capabilities);
    }

    private static @Nullable SettingsFile settings(@Nullable String path) {
        return path == null ? null : SettingsFile.read(path.strip());
    }

    private static <E extends Enum<E>> E oneOf(
            Function<String, Optional<String>> lookup, PlaceKey key, E byDefault, String wayOut) {
        String text = value(lookup, key);
        if (text == null) {
            return byDefault;
        }
        E[] all = byDefault.getDeclaringClass().getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> one.name().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(() ->
                        SpecException.of(key.key() + " = " + text, "wanted one of " + Arrays.toString(all), wayOut));
    }

    private static double factor(@Nullable String text) {
        if (text == null) {
            return 1;
        }
        try {
            double factor = Double.parseDouble(text);
            if (isFactor(factor)) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // told below, with the rule
        }
        throw wrongFactor(text);
    }

    private static boolean isFactor(double factor) {
        return factor > 0 && factor <= FACTOR_MAX;
    }

    private static SpecException wrongFactor(String text) {
        return SpecException.of(
                PlaceKey.TIMEOUT_FACTOR.key() + " = " + text,
                "wanted a number greater than 0 and at most 1000",
                "Write 2 to double every deadline, or leave it out");
    }
}
