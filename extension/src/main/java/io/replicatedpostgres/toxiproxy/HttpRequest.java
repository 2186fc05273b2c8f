package io.replicatedpostgres.toxiproxy;

import java.util.Map;

/** A request as it came: method, path as it was sent, headers by lower-case name, body. */
record HttpRequest(String method, String path, Protocol protocol, Map<String, String> headers, String body) {

    /**
     * What the answer has to keep to.
     *
     * @param isHttp11 whether the client speaks HTTP/1.1, else 1.0
     * @param keepAlive whether the connection stays open for the next request
     * @param wantsBody whether the answer has its body; not to HEAD
     */
    record Protocol(boolean isHttp11, boolean keepAlive, boolean wantsBody) {
        /** Of an answer to what was no request: nothing can be read after it. */
        static final Protocol LAST = new Protocol(true, false, true);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean comesFromABrowser() {
        return header("user-agent").startsWith("Mozilla/");
    }
}
