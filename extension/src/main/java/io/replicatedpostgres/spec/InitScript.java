package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;

/**
 * SQL that runs once, before the first test sees the cluster, in the database {@code postgres}. Every node has its result.
 *
 * @param name what it is called in messages
 * @param sql the statements, separated by semicolons; commands of psql are not among them
 */
public record InitScript(String name, String sql) {

    /** Checks that the parts are there. */
    public InitScript {
        Given.value("name", name);
        Given.value("sql", sql);
    }
}
