package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;

/**
 * Where what happens to a cluster is recorded.
 *
 * @param journal takes the events
 * @param secrets hidden in them; the cluster adds its passwords
 */
public record Recording(Journal journal, Secrets secrets) {

    /** Nothing is recorded. */
    public static Recording none() {
        return new Recording(Journal.none(), Secrets.of());
    }
}
