package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConformanceTest {
    private final Rig rig =
            Rig.withProxy(ServerOptions.listeningOn("127.0.0.1", 0).withMetrics(true, true));
    private final ApiClient api = rig.api();

    @AfterEach
    void stop() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /proxies/x, proxy",
        "PATCH, /proxies/x, proxy",
        "DELETE, /proxies/x, proxy",
        "GET, /proxies/x/toxics, proxy",
        "POST, /proxies/x/toxics, proxy",
        "GET, /proxies/x/toxics/t, proxy",
        "GET, /proxies/p/toxics/t, toxic",
        "PATCH, /proxies/p/toxics/t, toxic",
        "DELETE, /proxies/p/toxics/t, toxic",
    })
    void whatIsNotThereIsNotFound(String method, String path, String what) {
        ApiClient.Answer answer = api.call(method, path, "{}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("{\"error\":\"" + what + " not found\",\"status\":404}\n");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("x-toxiproxy-request-id")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/nope", "/proxies/", "/proxies/p/", "/proxies/p/toxics/", "/proxies/p/nope", "/version/x"})
    void unknownPathsAreNotFoundInPlainText(String path) {
        ApiClient.Answer answer = api.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 page not found\n");
        assertThat(answer.header("x-toxiproxy-request-id")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /reset",
        "DELETE, /proxies",
        "PUT, /proxies/p",
        "POST, /version",
        "GET, /populate",
        "HEAD, /version"
    })
    void theWrongMethodIsNotAllowed(String method, String path) {
        ApiClient.Answer answer = api.call(method, path, "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void untidyPathsAreRedirected() {
        ApiClient.Answer answer = api.get("//proxies/./p");

        assertThat(answer.status()).isEqualTo(301);
        assertThat(answer.header("location")).isEqualTo("/proxies/p");
    }

    @Test
    void browsersAreNotAllowed() {
        ApiClient.Answer answer = api.call("GET", "/proxies", "User-Agent: Mozilla/5.0\r\n", "");
        ApiClient.Answer unrouted = api.call("GET", "/nope", "User-Agent: Mozilla/5.0\r\n", "");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("User agent not allowed\n");
        assertThat(unrouted.status()).isEqualTo(404);
    }

    @Test
    void theContentTypeOfARequestIsIgnored() {
        ApiClient.Answer answer = api.call(
                "POST",
                "/proxies/p/toxics",
                "Content-Type: application/x-www-form-urlencoded\r\n",
                "{\"type\":\"latency\"}");

        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void namesMayHaveSpacesAndSlashesIfEscaped() {
        api.post("/proxies", "{\"name\":\"a b/c:ü\",\"upstream\":\"127.0.0.1:1\"}");

        assertThat(api.get("/proxies/a%20b%2Fc:%C3%BC").status()).isEqualTo(200);
        assertThat(api.get("/proxies/a%2").status()).isEqualTo(400);
    }

    @Test
    void everyAnswerHasItsOwnRequestId() {
        String first = api.get("/version").header("x-toxiproxy-request-id");
        String second = api.get("/version").header("x-toxiproxy-request-id");

        assertThat(first).isNotEmpty().isNotEqualTo(second);
    }

    @Test
    void metricsCountBytesOfLiveConnections() throws Exception {
        Pair pair = rig.connect();

        pair.assertCarriesBothWays();

        // A byte may be read before it is counted.
        awaitMetric("toxiproxy_proxy_sent_bytes_total{direction=\"downstream\"", " 6");
        ApiClient.Answer answer = api.get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .containsPattern("toxiproxy_proxy_received_bytes_total\\{direction=\"upstream\",listener=\"127.0.0.1:"
                        + rig.proxyPort() + "\",proxy=\"p\",upstream=\"[^\"]*\"} 8\n")
                .containsPattern("toxiproxy_proxy_sent_bytes_total\\{direction=\"downstream\",[^}]*} 6\n")
                .contains("jvm_memory_used_bytes ");
    }

    @Test
    void withoutMetricsTheirPathIsUnknown() {
        try (Rig plain = Rig.empty()) {
            assertThat(plain.api().get("/metrics").status()).isEqualTo(404);
        }
    }

    @Test
    void oneConnectionServesManyRequests() {
        String request = "GET /version HTTP/1.1\r\nHost: t\r\n\r\n";
        String last = "GET /version HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";

        String answers = api.raw(request.repeat(50) + last);

        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(52);
    }

    @Test
    void chunkedBodiesAreRead() {
        String answer = api.raw(String.join(
                "\r\n",
                "POST /proxies/p/toxics HTTP/1.1",
                "Host: t",
                "Connection: close",
                "Transfer-Encoding: chunked",
                "",
                "8;x=y",
                "{\"type\":",
                "A",
                "\"latency\"}",
                "0",
                "Trailer: x",
                "",
                ""));

        assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("latency_downstream");
    }

    @Test
    void aClientThatWaitsToSendItsBodyIsAskedForIt() throws Exception {
        try (var socket = api.open()) {
            Pair.send(
                    socket,
                    String.join(
                            "\r\n",
                            "POST /populate HTTP/1.1",
                            "Host: t",
                            "Expect: 100-continue",
                            "Content-Length: 2",
                            "Connection: close",
                            "",
                            ""));
            Pair.assertReceives(socket, "HTTP/1.1 100 Continue\r\n\r\n");
            Pair.send(socket, "[]");
            Pair.assertReceives(socket, "HTTP/1.1 201 Created");
        }
    }

    private void awaitMetric(String name, String value) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            if (api.get("/metrics").body().lines().anyMatch(line -> line.startsWith(name) && line.endsWith(value))) {
                return;
            }
            Thread.sleep(10);
        }
    }
}
