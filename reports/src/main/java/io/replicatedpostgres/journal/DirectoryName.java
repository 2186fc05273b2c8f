package io.replicatedpostgres.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The name of the directory that belongs to a test: the end of its unique id, for people, and a hash, to be unique. */
final class DirectoryName {

    private static final int READABLE_MAX = 80;
    private static final int HASH_BYTES = 5;

    private DirectoryName() {}

    static String of(String uniqueId) {
        String readable = uniqueId.replaceAll("\\[[a-z-]+:", "[")
                .replaceAll("\\([^)]*\\)", "")
                .replaceAll("[^A-Za-z0-9.]+", "_")
                .replaceAll("^[_.]+|[_.]+$", "");
        String tail = readable.substring(Math.max(0, readable.length() - READABLE_MAX));
        return tail + "-" + hash(uniqueId);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
