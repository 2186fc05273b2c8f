package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Given;

/**
 * A login that {@code pg_rewind} can take from a source with, and that may do nothing else: the four grants of PostgreSQL's
 * documentation, no superuser. Made by {@link Cluster#createRewindRole}.
 *
 * @param name its name
 * @param password its password; never part of a message, a command line or a journal
 */
public record RewindRole(String name, String password) {

    /** Checks that the parts are there. */
    public RewindRole {
        Given.value("name", name);
        Given.value("password", password);
    }

    /** Names the login, not the password. */
    @Override
    public String toString() {
        return name + ", password not shown";
    }
}
