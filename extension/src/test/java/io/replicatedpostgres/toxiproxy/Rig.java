package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A server, an upstream, and a proxy {@code p} between it and the test. */
final class Rig implements AutoCloseable {
    private final ToxiproxyServer server;
    private final ApiClient api;
    private final Upstream upstream = new Upstream();
    private final List<Pair> pairs = new ArrayList<>();
    private int port;

    private Rig(ServerOptions options) {
        try {
            server = ToxiproxyServer.start(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api = new ApiClient(server.port());
    }

    static Rig empty() {
        return new Rig(ServerOptions.listeningOn("127.0.0.1", 0));
    }

    static Rig withProxy() {
        return empty().create();
    }

    static Rig withProxy(ServerOptions options) {
        return new Rig(options).create();
    }

    ToxiproxyServer server() {
        return server;
    }

    ApiClient api() {
        return api;
    }

    Upstream upstream() {
        return upstream;
    }

    int proxyPort() {
        return port;
    }

    Pair connect() throws IOException {
        Pair pair = new Pair(connectClient(), upstream.accept());
        pairs.add(pair);
        return pair;
    }

    Pair connectOrFail() {
        try {
            return connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Socket connectClient() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Upstream.PATIENCE_MILLIS);
        return socket;
    }

    /** Adds a toxic given as type, stream and attributes, for instance {@code toxic("latency", "upstream", "'latency':100")}. */
    void toxic(String type, String stream, String attributes) {
        assertThat(addToxic(type, stream, 1, attributes).status()).isEqualTo(200);
    }

    ApiClient.Answer addToxic(String type, String stream, double toxicity, String attributes) {
        return api.post(
                "/proxies/p/toxics",
                "{'name':'%s','type':'%s','stream':'%s','toxicity':%s,'attributes':{%s}}"
                        .formatted(type, type, stream, toxicity, attributes)
                        .replace('\'', '"'));
    }

    void change(String toxic, String attributes) {
        String body = "{'attributes':{%s}}".formatted(attributes).replace('\'', '"');
        assertThat(api.patch("/proxies/p/toxics/" + toxic, body).status()).isEqualTo(200);
    }

    void remove(String toxic) {
        assertThat(api.delete("/proxies/p/toxics/" + toxic).status()).isEqualTo(204);
    }

    void enabled(boolean wanted) {
        assertThat(api.patch("/proxies/p", "{\"enabled\":" + wanted + "}").status())
                .isEqualTo(200);
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
        for (Pair pair : pairs) {
            try {
                pair.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Rig create() {
        ApiClient.Answer answer = api.post(
                "/proxies", "{\"name\":\"p\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"" + upstream.address() + "\"}");
        assertThat(answer.status()).isEqualTo(201);
        String listen = answer.json().get("listen").getAsString();
        port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
        return this;
    }
}
