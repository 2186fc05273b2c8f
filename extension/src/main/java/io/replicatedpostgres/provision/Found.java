package io.replicatedpostgres.provision;

import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.RuntimeKind;

/**
 * The PostgreSQL that was found at a place.
 *
 * @param runtime where clusters will run
 * @param where the image and the daemon, or the directory of the binaries
 * @param binaries the PostgreSQL they will run
 */
public record Found(RuntimeKind runtime, String where, PostgresBinaries binaries) {

    /** How it is told: {@code PostgreSQL 15.18, local, /usr/lib/postgresql/15/bin}. */
    @Override
    public String toString() {
        return "PostgreSQL %s, %s, %s".formatted(binaries.version(), runtime, where);
    }
}
