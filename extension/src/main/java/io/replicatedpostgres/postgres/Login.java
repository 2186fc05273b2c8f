package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Endpoint;
import java.time.Duration;

/**
 * What it takes to open a session as superuser.
 *
 * @param server how the server is called in messages
 * @param endpoint where it is reached
 * @param database which database
 * @param password the superuser's
 * @param deadline for connecting and for each statement
 */
public record Login(String server, Endpoint endpoint, String database, String password, Duration deadline) {

    /** Everything but the password. */
    @Override
    public String toString() {
        return "%s at %s, database %s".formatted(server, endpoint, database);
    }
}
