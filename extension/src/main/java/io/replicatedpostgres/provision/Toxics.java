package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The toxics of one proxy, by Toxiproxy's HTTP API itself. The client library spells their types by the default locale, which a server
 * refuses where that is Turkish: {@code LIMIT_DATA} is not {@code limit_data} there.
 *
 * <p>Each request has a connection of its own. A server closes one that was idle, and a request that meets this end is lost: a client
 * that keeps connections may not send it again, because it cannot know whether the server did it.
 */
final class Toxics {

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
    String add(String type, String stream, Map<String, Long> attributes) throws IOException {
        String name = "toxic-" + COUNT.incrementAndGet();
        String values = attributes.entrySet().stream()
                .map(attribute -> "\"%s\":%s".formatted(attribute.getKey(), attribute.getValue()))
                .collect(Collectors.joining(","));
        expectDone(send(
                "POST",
                "",
                "{\"name\":\"%s\",\"type\":\"%s\",\"stream\":\"%s\",\"attributes\":{%s}}"
                        .formatted(name, type, stream, values)));
        return name;
    }

    void remove(String name) throws IOException {
        expectDone(send("DELETE", "/" + name, ""));
    }

    boolean has(String name) throws IOException {
        Answer answer = send("GET", "/" + name, "");
        if (answer.status() == 404) {
            return false;
        }
        expectDone(answer);
        return true;
    }

    private static void expectDone(Answer answer) throws IOException {
        if (answer.status() / 100 != 2) {
            throw new IOException("[%s] %s".formatted(answer.status(), answer.body()));
        }
    }

    private Answer send(String method, String path, String body) throws IOException {
        HttpURLConnection connection = connection("/proxies/%s/toxics%s".formatted(proxy, path));
        try {
            connection.setRequestMethod(method);
            connection.setRequestProperty("Connection", "close");
            if (!body.isEmpty()) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            return answer(connection);
        } finally {
            connection.disconnect();
        }
    }

    private HttpURLConnection connection(String path) throws IOException {
        try {
            var address = new URI("http", null, api.host(), api.port(), path, null, null);
            return (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private record Answer(int status, String body) {}
}
