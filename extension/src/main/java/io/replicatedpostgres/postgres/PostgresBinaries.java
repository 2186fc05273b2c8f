package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;

/**
 * Where the programs of one PostgreSQL are on a host.
 *
 * @param directory the directory that holds {@code postgres}, {@code initdb}, {@code pg_rewind} …
 * @param version what {@code postgres --version} says
 */
public record PostgresBinaries(String directory, PostgresVersion version) {

    /** The oldest major version the harness runs. */
    public static final int OLDEST = 12;

    /** The newest major version the harness was run with. */
    public static final int NEWEST = 18;

    /** The path of a program. */
    public String path(String program) {
        return directory + "/" + program;
    }

    @Override
    public String toString() {
        return "PostgreSQL %s in %s".formatted(version, directory);
    }
}
