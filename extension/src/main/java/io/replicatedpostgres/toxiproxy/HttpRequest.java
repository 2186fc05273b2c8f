package io.replicatedpostgres.toxiproxy;

import java.util.Map;

/** A request as it came: method, path as it was sent, headers by lower-case name, body. */
record HttpRequest(String method, String path, boolean keepAlive, Map<String, String> headers, String body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean comesFromABrowser() {
        return header("user-agent").startsWith("Mozilla/");
    }
}
