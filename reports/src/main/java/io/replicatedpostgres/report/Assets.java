package io.replicatedpostgres.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scripts and styles that are part of the page, so that it needs no network.
 *
 * @param style its style sheet
 * @param charts the library that draws
 * @param script what tells the library what to draw
 */
record Assets(String style, String charts, String script) {

    static Assets load() {
        return new Assets(
                style(resource("report.css"), resource("dark.css")),
                resource("echarts.min.js"),
                Stream.of("format", "lanes", "curves", "clients", "cursor", "controls", "find", "logs", "report")
                        .map(name -> resource(name + ".js"))
                        .collect(Collectors.joining()));
    }

    /** The dark colours twice: for who has the whole system dark, and for who wants this page so. */
    private static String style(String light, String dark) {
        return light
                + "@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {\n" + dark + "} }\n"
                + ":root[data-theme=dark] {\n" + dark + "}\n";
    }

    /** Allows the two scripts and nothing else to run or to be fetched, should anything hostile ever slip through. */
    String policy() {
        return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'unsafe-inline'; script-src '%s' '%s'"
                .formatted(hash(charts), hash(script));
    }

    private static String hash(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource %s is missing beside %s".formatted(name, Assets.class));
            }
            // The hash counts, and a browser reads CR LF as LF.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
