package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many and how long: the limits of Go's HTTP server, which are those of the real Toxiproxy, and no others. */
class HttpLimitsTest {
    private static final int MANY = 500;
    private static final String ADDRESSABLE = "-._~abcXYZ019";

    private final Rig rig = Rig.withProxy();
    private final ApiClient api = rig.api();

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void fiveHundredClientsAtOnceAreAllAnswered() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(MANY);
        try {
            var together = new CountDownLatch(MANY);
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String body = disabled("many-" + i);
                answers.add(clients.submit(() -> {
                    together.countDown();
                    together.await();
                    return api.post("/proxies", body).status();
                }));
            }

            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(api.get("/proxies").json().size()).isEqualTo(MANY + 1);
    }

    @Test
    void whoConnectedFirstAndAsksLastIsAnsweredToo() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                sockets.add(api.open());
            }
            for (int i = MANY - 1; i >= 0; i--) {
                Pair.send(sockets.get(i), create(disabled("late-" + i)));
            }

            for (Socket socket : sockets) {
                Pair.assertReceives(socket, "HTTP/1.1 201 Created");
            }
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void hundredsOfIdleConnectionsAreKeptForTheirNextRequest() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                Socket socket = api.open();
                sockets.add(socket);
                ask(socket);
            }

            for (Socket socket : sockets) {
                ask(socket);
            }
        } finally {
            closeAll(sockets);
        }
    }

    @Test
    void hundredsOfRequestsInOneGoAreAllAnswered() {
        var requests = new StringBuilder();
        for (int i = 0; i < MANY; i++) {
            requests.append(create(disabled("piped-" + i)));
        }

        String answers = api.raw(requests + "GET /version HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");

        assertThat(answers.split("HTTP/1.1 201 Created", -1)).hasSize(MANY + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 100_000, 500_000})
    void aLongNameCanBeReadAndDeleted(int length) {
        String name = "n".repeat(length);

        assertThat(api.post("/proxies", disabled(name)).status()).isEqualTo(201);
        assertThat(api.get("/proxies/" + name).json().get("name").getAsString()).isEqualTo(name);
        assertThat(api.delete("/proxies/" + name).status()).isEqualTo(204);
    }

    @Test
    void aLongNameOfAToxicCanBeReadAndDeleted() {
        String proxy = "p".repeat(17_000);
        String toxic = "t".repeat(200_000);
        api.post("/proxies", disabled(proxy));

        assertThat(addToxic(proxy, toxic).status()).isEqualTo(200);
        assertThat(api.get("/proxies/" + proxy + "/toxics/" + toxic).status()).isEqualTo(200);
        assertThat(api.delete("/proxies/" + proxy + "/toxics/" + toxic).status())
                .isEqualTo(204);
    }

    @Test
    void aNameOfEscapesCanBeReadAndDeleted() {
        String name = "ü/%\n\u0001 ".repeat(10_000);
        api.post("/proxies", disabled(name));

        assertThat(api.get("/proxies/" + escaped(name)).json().get("name").getAsString())
                .isEqualTo(name);
        assertThat(api.delete("/proxies/" + escaped(name)).status()).isEqualTo(204);
    }

    @Test
    void halfACharacterInANameIsReplaced() {
        api.post("/proxies", "{\"name\":\"a\\ud83d\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false}");

        assertThat(api.delete("/proxies/" + escaped("a\uFFFD")).status()).isEqualTo(204);
    }

    @Test
    void aNameThatNoRequestCouldAddressIsRefused() {
        String tooLong = "ü".repeat(200_000);
        String proxy = "p".repeat(600_000);

        ApiClient.Answer refused = api.post("/proxies", disabled(tooLong));
        ApiClient.Answer populated = api.post("/populate", "[" + disabled("fine") + "," + disabled(tooLong) + "]");
        assertThat(api.post("/proxies", disabled(proxy)).status()).isEqualTo(201);
        ApiClient.Answer toxic = addToxic(proxy, "t".repeat(500_000));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error())
                .startsWith("the name of the proxy is too long")
                .endsWith("fit. Shorten it");
        assertThat(populated.error()).startsWith("the name of the proxy at proxy 2 is too long");
        assertThat(toxic.status()).isEqualTo(400);
        assertThat(toxic.error()).startsWith("the name of the toxic is too long");
        assertThat(api.get("/proxies").json().keySet()).containsExactlyInAnyOrder("p", proxy);
    }

    @Test
    void aHeadOfAMegabyteIsRead() {
        String padding = "X: " + "x".repeat(1_000_000) + "\r\n";

        assertThat(api.call("GET", "/version", padding, "").status()).isEqualTo(200);
        assertThat(api.call("GET", "/version?" + "q".repeat(1_000_000), "").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\nX: ", "GET / HTTP/1.1\r\nHost: t\r\nX: y\r\n"})
    void aLongerHeadIsRefused(String start) {
        assertRefusal(api.raw(start + "x".repeat(1_100_000)), "431 Request Header Fields Too Large");
    }

    @Test
    void manyHeadersAreRead() {
        assertThat(api.call("GET", "/version", "X: y\r\n".repeat(20_000), "").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /version HTTP/1.1\r\n\r\n', 400 Bad Request: missing required Host header",
        "'GET /version HTTP/1.2\r\n\r\n', 400 Bad Request: missing required Host header",
        "'GET http://t/version HTTP/1.1\r\n\r\n', 400 Bad Request: missing required Host header",
        "'POST /reset HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 400 Bad Request: missing required Host header",
        "'GET /version HTTP/1.1\r\nHost: a b\r\n\r\n', 400 Bad Request: malformed Host header",
        "'GET /version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400 Bad Request",
        "'GET /version HTTP/1.1\r\nHost: a\r\nb(c: d\r\n\r\n', 400 Bad Request: invalid header name",
        "'GET /version HTTP/2.0\r\nHost: t\r\n\r\n', 505 HTTP Version Not Supported: unsupported protocol version",
        "'G(T /version HTTP/1.1\r\nHost: t\r\n\r\n', 400 Bad Request",
    })
    void whatGosServerRefusesIsRefusedInItsWords(String request, String words) {
        assertRefusal(api.raw(request), words);
    }

    @Test
    void anEmptyHostIsAHost() {
        assertThat(api.raw("GET /version HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void anOldClientNeedsNoHostAndIsAnsweredInItsVersion() {
        assertThat(api.raw("GET /version HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 200 OK")
                .endsWith("{\"version\": \"2.12.0\"}\n");
    }

    @Test
    void anOldClientMayKeepItsConnection() {
        String kept = api.raw("GET /version HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /version HTTP/1.0\r\n\r\n");

        assertThat(kept.split("HTTP/1.0 200 OK", -1)).hasSize(3);
        assertThat(kept.split("Connection: keep-alive", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"/version, 405", "/nope, 404", "/proxies/x, 405"})
    void anAnswerToHeadHasNoBody(String path, int status) {
        assertThat(api.raw("HEAD " + path + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void anExpectationThatNobodyKnowsFails() {
        assertThat(api.raw("POST /reset HTTP/1.1\r\nHost: t\r\nExpect: tea\r\nContent-Length: 3\r\n\r\n"))
                .startsWith("HTTP/1.1 417 Expectation Failed");
    }

    @Test
    void aHeaderMayGoOnInTheNextLine() {
        assertThat(api.call("GET", "/proxies", "User-Agent: Mozilla/\r\n 5.0\r\n", "")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aChunkedBodyMayHaveManyChunks() {
        String body = disabled("chunked-" + "c".repeat(40_000));
        var chunks = new StringBuilder();
        body.chars().forEach(each -> chunks.append("1\r\n").append((char) each).append("\r\n"));

        String answer = api.raw("POST /proxies HTTP/1.1\r\nHost: t\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 201 Created");
    }

    @Test
    void hundredsOfToxicsOnAProxyAreNoProblem() throws Exception {
        try (Pair pair = rig.connect()) {
            for (int i = 0; i < MANY; i++) {
                assertThat(addToxic("p", "noop-" + i).status()).isEqualTo(200);
            }

            pair.assertCarriesBothWays();
            assertThat(api.get("/proxies/p/toxics").array()).hasSize(MANY);
            assertThat(api.post("/reset", "").status()).isEqualTo(204);
            pair.assertCarriesBothWays();
        }
    }

    @Test
    void hundredsOfConnectionsThroughAProxyAreAllServed() throws Exception {
        for (int i = 0; i < MANY; i++) {
            rig.connect().assertCarriesBothWays();
        }
    }

    private ApiClient.Answer addToxic(String proxy, String name) {
        return api.post("/proxies/" + proxy + "/toxics", "{\"type\":\"noop\",\"name\":\"" + name + "\"}");
    }

    private static void ask(Socket socket) throws IOException {
        Pair.send(socket, "GET /version HTTP/1.1\r\nHost: t\r\n\r\n");
        Pair.assertReceives(socket, "HTTP/1.1 200 OK");
        String rest = "";
        while (!rest.endsWith("{\"version\": \"2.12.0\"}\n")) {
            rest += Pair.receive(socket, 1);
        }
    }

    private static String disabled(String name) {
        String inJson = name.replace("\n", "\\n").replace("\u0001", "\\u0001");
        return "{\"name\":\"" + inJson + "\",\"upstream\":\"127.0.0.1:1\",\"enabled\":false}";
    }

    private static String create(String body) {
        return "POST /proxies HTTP/1.1\r\nHost: t\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String escaped(String name) {
        var escaped = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            escaped.append(
                    ADDRESSABLE.indexOf(each) >= 0
                            ? String.valueOf((char) each)
                            : String.format(Locale.ROOT, "%%%02X", each & 0xFF));
        }
        return escaped.toString();
    }

    private static void assertRefusal(String answer, String words) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + words.substring(0, 3) + " ")
                .contains("Content-Type: text/plain; charset=utf-8\r\n")
                .contains("Connection: close\r\n")
                .endsWith("\r\n\r\n" + words);
    }

    private static void closeAll(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
