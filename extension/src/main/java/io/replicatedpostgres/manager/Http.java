package io.replicatedpostgres.manager;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Requests to the agents and the store, past all links. */
final class Http {

    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);

    private Http() {}

    /**
     * What was answered.
     *
     * @param status of HTTP
     * @param body as it came; empty if there is none
     */
    record Answer(int status, String body) {

        boolean isFine() {
            return status >= 200 && status < 300;
        }
    }

    static Answer get(String url, Duration patience) throws IOException {
        return send(request(url, patience).GET().build());
    }

    static Answer post(String url, String json, Duration patience) throws IOException {
        return sendJson("POST", url, json, patience);
    }

    static Answer patch(String url, String json, Duration patience) throws IOException {
        return sendJson("PATCH", url, json, patience);
    }

    private static Answer sendJson(String method, String url, String json, Duration patience) throws IOException {
        return send(request(url, patience)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private static HttpRequest.Builder request(String url, Duration patience) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(patience);
    }

    private static Answer send(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response =
                    Client.OF_THIS_JVM.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Made when the first managed cluster starts. */
    private static final class Client {
        static final HttpClient OF_THIS_JVM = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // the addresses are of this machine alone: no proxy knows them
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(CONNECTS_WITHIN)
                .build();
    }
}
