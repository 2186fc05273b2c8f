package io.replicatedpostgres.provision;

import io.replicatedpostgres.postgres.Initdb;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** Names a template by all that it depends on. */
public final class TemplateKey {

    /** Changes whenever a template of an older build of the harness must not be used. */
    private static final String FORMAT = "3";

    private TemplateKey() {}

    /**
     * The name: the version, and a hash of the rest.
     *
     * @param fingerprint changes when the binaries do
     * @param user whom the files belong to
     */
    public static String of(ClusterSpec spec, PostgresBinaries binaries, String fingerprint, String user) {
        var text = new StringBuilder(FORMAT)
                .append('\n')
                .append(binaries)
                .append('\n')
                .append(fingerprint)
                .append('\n')
                .append(user)
                .append('\n')
                .append(Initdb.options(spec.place().profile()));
        if (!spec.initScripts().isEmpty()) {
            // a script may need a preloaded library; without one, the settings leave no trace in the template
            // each statement by itself, since a script in one transaction left something else
            text.append("\nstatements");
            text.append('\n').append(spec.place().settings());
            text.append('\n').append(new TreeMap<>(spec.settings()));
            text.append('\n').append(new TreeMap<>(spec.primary().settings()));
            spec.initScripts()
                    .forEach(script ->
                            text.append('\n').append(script.name()).append('\n').append(script.sql()));
        }
        return binaries.version() + "-" + hash(text.toString());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
