package io.replicatedpostgres.postgres;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one cluster has and no other: a system identifier, so that no standby of another is taken for one of its own, and
 * passwords, with what the servers keep of them.
 *
 * @param system the identifier
 * @param credentials the passwords
 * @param superuserVerifier of the superuser's
 * @param replicationVerifier of the replication login's
 */
public record OwnIdentity(long system, Credentials credentials, String superuserVerifier, String replicationVerifier) {

    /**
     * Iterations make guessing slow, and 128 random bits are not guessed; the users of this login are PostgreSQL's own
     * programs, which take any number. Each walreceiver that starts pays for them.
     */
    static final int REPLICATION_ITERATIONS = 1;

    /** A new one; the hashes take some milliseconds. */
    public static OwnIdentity random() {
        var credentials = Credentials.random();
        // seconds in the upper half, as initdb does it
        long system = Instant.now().getEpochSecond() << 32
                | (ThreadLocalRandom.current().nextInt() & 0xFFFFFFFFL);
        return new OwnIdentity(
                system,
                credentials,
                ScramVerifier.of(credentials.superuserPassword()),
                ScramVerifier.of(credentials.replicationPassword(), REPLICATION_ITERATIONS));
    }

    /** Names neither passwords nor verifiers. */
    @Override
    public String toString() {
        return "system " + Long.toUnsignedString(system);
    }
}
