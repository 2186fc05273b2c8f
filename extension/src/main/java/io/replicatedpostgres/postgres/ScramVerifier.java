package io.replicatedpostgres.postgres;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The verifier that a server stores of a SCRAM-SHA-256 password (RFC 5802, PostgreSQL's {@code pg_authid.rolpassword}). It is made here
 * so that the password itself never reaches the server, where a statement log would show it.
 */
final class ScramVerifier {

    /** What RFC 7677 demands, and some clients insist on. */
    static final int ITERATIONS = 4096;

    private static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;

    private ScramVerifier() {}

    static String of(String password) {
        return of(password, ITERATIONS);
    }

    static String of(String password, int iterations) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return of(password, salt, iterations);
    }

    /** As long as any other with so many iterations; a password for it would have a hash that is all zeros. */
    static String fittingNone(int iterations, char mark) {
        byte[] salt = new byte[SALT_BYTES];
        Arrays.fill(salt, (byte) mark);
        return text(iterations, salt, new byte[KEY_BITS / Byte.SIZE], new byte[KEY_BITS / Byte.SIZE]);
    }

    static String of(String password, byte[] salt, int iterations) {
        try {
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_BITS))
                    .getEncoded();
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
            byte[] server = hmac(salted, "Server Key");
            return text(iterations, salt, stored, server);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2WithHmacSHA256 and SHA-256", e);
        }
    }

    private static String text(int iterations, byte[] salt, byte[] stored, byte[] server) {
        Base64.Encoder base64 = Base64.getEncoder();
        return "SCRAM-SHA-256$%s:%s$%s:%s"
                .formatted(
                        iterations,
                        base64.encodeToString(salt),
                        base64.encodeToString(stored),
                        base64.encodeToString(server));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
