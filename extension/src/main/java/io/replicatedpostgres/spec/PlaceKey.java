package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The settings that say where and which PostgreSQL. Each is a JUnit configuration parameter (so also a system property and
 * a line of {@code junit-platform.properties}), then an environment variable; what the annotation says comes after both.
 */
public enum PlaceKey {
    /** Containers, or processes of this machine. */
    RUNTIME(
            "runtime",
            "auto, container, local (installed PostgreSQL) or embedded (PostgreSQL out of the class path)",
            "auto: containers where Docker answers, else local, else embedded"),
    /** The version. */
    VERSION(
            "version",
            "the major or whole version to run, for example 15",
            "the newest installed, or on the class path; 17 in containers"),
    /** The image. */
    IMAGE("image", "the image that containers run: any that holds PostgreSQL's binaries", "postgres: and the version"),
    /** The image of the links between containers. */
    TOXIPROXY_IMAGE("toxiproxyImage", "the image of the links between containers", "ghcr.io/shopify/toxiproxy:2.12.0"),
    /** Data in memory. */
    TMPFS("tmpfs", "the size of a memory file system for the data of each container, for example 512MB", "none"),
    /** What containers may do beyond Docker's default. */
    CAPABILITIES(
            "capabilities",
            "a Linux capability that containers get, for faults that need it: SYS_ADMIN, to mount volumes and disks",
            "none"),
    /** The directory of the binaries. */
    BINARIES("binaries", "the directory that holds postgres, initdb, pg_rewind …", "looked for"),
    /** The directory of another Patroni than the installed one. */
    PATRONI(
            "patroni",
            "the directory into which a Debian package of Patroni was unpacked (dpkg-deb -x), to run another version than the installed one",
            "the installed one"),
    /** Who the servers run as under root. */
    USER("user", "the unprivileged user the servers run as when the tests run as root", "postgres, else nobody"),
    /** Where to work. */
    DIRECTORY("directory", "where the working directory is made", "/dev/shm with room, else java.io.tmpdir"),
    /** Which ports. */
    PORTS("ports", "the range of ports to choose from, first-last", "10000 ports below the ephemeral ones"),
    /** The user's own settings. */
    SETTINGS(
            "settings",
            "a file in the syntax of postgresql.conf: settings of every server, below those of the test",
            "none"),
    /** How servers are set up otherwise. */
    PROFILE(
            "profile",
            "small, or production: WAL segments of 16 MiB, fsync, PostgreSQL's own sizes of WAL",
            "small: segments of 1 MiB, no fsync"),
    /** What is kept. */
    KEEP("keep", "when data directories and logs are kept: ON_FAILURE, ALWAYS or NEVER", "ON_FAILURE"),
    /** What is made ready for the next cluster. */
    AHEAD(
            "ahead",
            "what is made ready for the next cluster while a test runs: NOTHING, COPIES of the data directory, or a whole CLUSTER",
            "COPIES; NOTHING in the production profile"),
    /** How patient. */
    TIMEOUT_FACTOR("timeoutFactor", "multiplies every deadline", "1");

    private static final String PREFIX = "replicatedpostgres.";
    private static final String VARIABLE_PREFIX = "REPLICATEDPOSTGRES_";

    private final String suffix;
    private final String meaning;
    private final String byDefault;

    PlaceKey(String suffix, String meaning, String byDefault) {
        this.suffix = suffix;
        this.meaning = meaning;
        this.byDefault = byDefault;
    }

    /** The name of the configuration parameter and system property. */
    public String key() {
        return PREFIX + suffix;
    }

    /** The name of the environment variable. */
    public String variable() {
        return VARIABLE_PREFIX + suffix.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    /** What it says. */
    public String meaning() {
        return meaning;
    }

    /** What holds without it. */
    public String byDefault() {
        return byDefault;
    }

    /**
     * Refuses names with our prefix that mean nothing: a misspelt setting would go unnoticed.
     *
     * @throws io.replicatedpostgres.model.SpecException naming the nearest known one
     */
    static void refuseUnknown(Set<String> properties, Set<String> variables) {
        KnownNames.refuseOthers(properties, PREFIX, PlaceKey::key);
        KnownNames.refuseOthers(variables, VARIABLE_PREFIX, PlaceKey::variable);
    }

    /**
     * Refuses names of configuration parameters with our prefix that mean nothing.
     *
     * @throws io.replicatedpostgres.model.SpecException naming the nearest known one
     */
    public static void refuseUnknown(Set<String> parameters) {
        Given.each("parameters", parameters);
        KnownNames.refuseInFile(parameters);
        KnownNames.refuseOthers(parameters, PREFIX, PlaceKey::key);
    }

    static Optional<String> ofThisJvm(String key) {
        return Optional.ofNullable(System.getProperty(key)).or(() -> ofEnvironment(key));
    }

    /** The value of a key in this process's environment. */
    public static Optional<String> ofEnvironment(String key) {
        Given.value("key", key);
        return Arrays.stream(values())
                .filter(one -> one.key().equals(key))
                .findFirst()
                .map(one -> System.getenv(one.variable()));
    }
}
