package io.replicatedpostgres.journal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Texts that must not be written anywhere, such as the passwords of a cluster. Each is found literally, as a URL
 * encodes it, and as a connection string or SQL quotes it; and so is what {@linkplain Passwords looks like a password}.
 * Safe for use by several threads; a secret may be added at any
 * time and is hidden from then on.
 */
public final class Secrets {

    /** What stands in the place of a secret. */
    public static final String HIDDEN = "•••";

    private final List<String> texts = new CopyOnWriteArrayList<>();

    private Secrets() {}

    /** These secrets. More can be added. */
    public static Secrets of(String... secrets) {
        var all = new Secrets();
        for (String secret : secrets) {
            all.add(secret);
        }
        return all;
    }

    /** Hides this text from now on. A blank one hides nothing. */
    public void add(String secret) {
        if (secret.isBlank()) {
            return;
        }
        hide(secret);
        hide(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        hide(secret.replace("'", "''"));
        hide(secret.replace("\\", "\\\\").replace("'", "\\'"));
    }

    /** The text with every secret, and what looks like one, replaced by {@link #HIDDEN}. */
    public String redact(String text) {
        String redacted = text;
        for (String secret : texts) {
            redacted = redacted.replace(secret, HIDDEN);
        }
        return Passwords.hide(redacted);
    }

    // The longest first: of a secret that contains another one, no part may stay.
    private synchronized void hide(String text) {
        if (!texts.contains(text)) {
            texts.add(text);
            texts.sort(Comparator.comparingInt(String::length).reversed());
        }
    }
}
