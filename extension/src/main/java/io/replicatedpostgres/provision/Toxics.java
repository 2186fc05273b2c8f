package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The toxics of one proxy, by Toxiproxy's HTTP API itself. The client library spells their types by the default locale, which a server
 * refuses where that is Turkish: {@code LIMIT_DATA} is not {@code limit_data} there.
 */
final class Toxics {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private static final AtomicLong COUNT = new AtomicLong();

    private final Endpoint api;
    private final String proxy;

    /**
     * Those of this proxy.
     *
     * @param api where the Toxiproxy server listens
     */
    Toxics(Endpoint api, String proxy) {
        this.api = api;
        this.proxy = proxy;
    }

    /**
     * Adds one.
     *
     * @param type as the API spells it: {@code latency}
     * @param stream which way, as the API spells it
     * @param attributes what it takes: {@code latency=50}
     * @return its name
     */
    String add(String type, String stream, Map<String, Long> attributes) throws IOException, InterruptedException {
        String name = "toxic-" + COUNT.incrementAndGet();
        String values = attributes.entrySet().stream()
                .map(attribute -> "\"%s\":%s".formatted(attribute.getKey(), attribute.getValue()))
                .collect(Collectors.joining(","));
        expectDone(send(
                "POST",
                "",
                BodyPublishers.ofString("{\"name\":\"%s\",\"type\":\"%s\",\"stream\":\"%s\",\"attributes\":{%s}}"
                        .formatted(name, type, stream, values))));
        return name;
    }

    void remove(String name) throws IOException, InterruptedException {
        expectDone(send("DELETE", "/" + name, BodyPublishers.noBody()));
    }

    boolean has(String name) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", "/" + name, BodyPublishers.noBody());
        if (answer.statusCode() == 404) {
            return false;
        }
        expectDone(answer);
        return true;
    }

    private static void expectDone(HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("[%s] %s".formatted(answer.statusCode(), answer.body()));
        }
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        try {
            var address = new URI(
                    "http", null, api.host(), api.port(), "/proxies/%s/toxics%s".formatted(proxy, path), null, null);
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .method(method, body)
                    .build();
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }
}
