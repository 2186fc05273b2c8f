package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the programs of one PostgreSQL are on a host.
 *
 * @param directory the directory that holds {@code postgres}, {@code initdb}, {@code pg_rewind} …
 * @param version what {@code postgres --version} says
 * @param elsewhere programs that the directory lacks and that another installation of the same major version has, with their paths
 * @param missing the programs of PostgreSQL that this machine lacks for this version
 */
public record PostgresBinaries(
        String directory, PostgresVersion version, Map<String, String> elsewhere, Set<String> missing) {

    /** The oldest major version the harness runs. */
    public static final int OLDEST = 11;

    /** The newest major version the harness was run with. */
    public static final int NEWEST = 18;

    /** A version as settings name it: a major, a whole version, or one before the first release. */
    private static final String NAMED = "\\d{1,3}(\\.\\d{1,3}|devel|(alpha|beta|rc)\\d{1,3})?";

    /** A server cannot be made and run without these. */
    public static final Set<String> ESSENTIAL = Set.of("postgres", "initdb", "pg_ctl");

    /** The programs that every version has beyond these; a test or the harness may run them. */
    private static final Set<String> OPTIONAL = Set.of(
            "clusterdb",
            "createdb",
            "createuser",
            "dropdb",
            "dropuser",
            "pg_archivecleanup",
            "pg_basebackup",
            "pg_controldata",
            "pg_dump",
            "pg_dumpall",
            "pg_isready",
            "pg_receivewal",
            "pg_recvlogical",
            "pg_resetwal",
            "pg_restore",
            "pg_rewind",
            "pg_waldump",
            "pgbench",
            "psql",
            "reindexdb",
            "vacuumdb");

    /** The programs that came later, with the major version that brought them. */
    private static final Map<String, Integer> LATER = Map.of(
            "pg_amcheck",
            14,
            "pg_checksums",
            12,
            "pg_combinebackup",
            17,
            "pg_createsubscriber",
            17,
            "pg_walsummary",
            17,
            "pg_verifybackup",
            13);

    /** Copies the collections. */
    public PostgresBinaries {
        elsewhere = Map.copyOf(elsewhere);
        missing = Set.copyOf(missing);
    }

    /** Whether the harness runs a version: its major is known, or it is what comes before the first release of a later one. */
    public static boolean run(PostgresVersion version) {
        return version.isAtLeast(OLDEST) && (version.major() <= NEWEST || version.isDevelopment());
    }

    /** Whether a text names a version that the harness runs: {@code 15}, {@code 15.18}, {@code 19devel}. */
    public static boolean run(String version) {
        return version.matches(NAMED) && run(PostgresVersion.parse(version));
    }

    /** What a user has to know of this version; empty for a release. */
    public Optional<String> warning() {
        return version.isDevelopment()
                ? Optional.of(
                        "PostgreSQL %s comes before the first release of %s, and this library was made for the releases of %s to %s: what a test shows may be a fault of either"
                                .formatted(version, version.major(), OLDEST, NEWEST))
                : Optional.empty();
    }

    /** Of a directory that holds all programs. */
    public PostgresBinaries(String directory, PostgresVersion version) {
        this(directory, version, Map.of(), Set.of());
    }

    /** The programs that a version of PostgreSQL comes with, beyond {@link #ESSENTIAL}. */
    public static Set<String> optional(PostgresVersion version) {
        var programs = new TreeSet<>(OPTIONAL);
        LATER.forEach((program, since) -> {
            if (version.isAtLeast(since)) {
                programs.add(program);
            }
        });
        return programs;
    }

    /** Whether PostgreSQL has a program of that name, in any version. */
    public static boolean isProgram(String name) {
        return ESSENTIAL.contains(name) || OPTIONAL.contains(name) || LATER.containsKey(name);
    }

    /** The path of a program. */
    public String path(String program) {
        return elsewhere.getOrDefault(Given.value("program", program), directory + "/" + program);
    }

    /** Whether a program is there, in the directory or elsewhere; none that this version does not have. */
    public boolean has(String program) {
        Integer since = LATER.getOrDefault(Given.value("program", program), version.major());
        return version.isAtLeast(since) && !missing.contains(program);
    }

    /**
     * Refuses what cannot be done without a program.
     *
     * @param what was tried, and on whom: {@code the rewind of node-1 to node-2}
     * @param instead what to do without the program, without a full stop; it follows "or"
     * @throws SpecException naming the program, and the two ways to what was wanted
     */
    public void require(String program, String what, String instead) {
        if (!has(program)) {
            throw SpecException.of(what, lacks(program), waysTo(program, instead));
        }
    }

    /** That a program is missing, without a full stop. */
    public String lacks(String program) {
        if (!version.isAtLeast(LATER.getOrDefault(program, version.major()))) {
            return "it needs %s, which is there since PostgreSQL %s, and this is %s"
                    .formatted(program, LATER.get(program), version);
        }
        return "it needs %s, and neither %s nor another installation of PostgreSQL %s on this machine has that program"
                .formatted(program, this, version.major());
    }

    /** What to do where a program is missing, without a full stop. */
    public String waysTo(String program, String instead) {
        return "Install the programs of PostgreSQL %s, which bring %s (Debian and Ubuntu: apt-get install postgresql-%1$s), or %3$s"
                .formatted(version.major(), program, instead);
    }

    @Override
    public String toString() {
        return "PostgreSQL %s in %s".formatted(version, directory);
    }
}
