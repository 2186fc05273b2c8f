package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;

/**
 * SQL that runs once, before the first test sees the cluster, in the database {@code postgres}. Every node has its result.
 *
 * @param name what it is called in messages
 * @param sql the statements, separated by semicolons, each a transaction of its own unless the script begins one, as in psql; the
 *     lines after {@code COPY … FROM stdin} are its data; other commands of psql than those of a dump are refused
 */
public record InitScript(String name, String sql) {

    /** Checks that the parts are there. */
    public InitScript {
        Given.value("name", name);
        Given.value("sql", sql);
    }
}
