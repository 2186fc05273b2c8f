package io.replicatedpostgres.postgres;

import io.replicatedpostgres.topology.Host;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The passwords of one cluster. They are never part of a message, a command line or a journal.
 *
 * @param superuserPassword of {@link #SUPERUSER}
 * @param replicationPassword of {@link #REPLICATION}
 */
public record Credentials(String superuserPassword, String replicationPassword) {

    /** The superuser. */
    public static final String SUPERUSER = "postgres";

    /** The login that standbys and base backups use: {@code REPLICATION} and nothing else. */
    public static final String REPLICATION = "repl";

    private static final int LENGTH_BYTES = 16;

    /** New ones. */
    public static Credentials random() {
        return new Credentials(randomPassword(), randomPassword());
    }

    /** A password of 128 random bits. */
    public static String randomPassword() {
        byte[] bytes = new byte[LENGTH_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Where the password file of a host is. */
    public static String file(Host host) {
        return host.home() + "/passwords";
    }

    /** The content of a password file that opens every server of the cluster. */
    public String passwordFile() {
        return "*:*:*:%s:%s\n*:*:*:%s:%s\n".formatted(SUPERUSER, superuserPassword, REPLICATION, replicationPassword);
    }

    /** Names the logins, not the passwords. */
    @Override
    public String toString() {
        return SUPERUSER + " and " + REPLICATION + ", passwords not shown";
    }
}
