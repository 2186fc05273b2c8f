package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes over HTTP, the server answers the next one who asks. */
class BadInputTest {
    private static final String HEAD = "POST /proxies HTTP/1.1\r\nHost: t\r\nConnection: close\r\n";

    private final Rig rig = Rig.withProxy();
    private final ApiClient api = rig.api();

    @AfterEach
    void theServerStillServes() throws IOException {
        assertThat(api.get("/version").status()).isEqualTo(200);
        rig.connect().assertCarriesBothWays();
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "{\"name\"",
                "{\"name\":}",
                "{'name':'a'}",
                "{name:a}",
                "[1,2",
                "nul",
                "\"text\"",
                "1",
                "[]",
                "{\"name\":1}",
                "{\"name\":\"a\",\"upstream\":[]}",
                "{\"name\":\"a\",\"upstream\":\"h:1\",\"enabled\":\"yes\"}",
                "\u0000",
                "<xml/>"
            })
    void malformedOrMistypedBodiesAreBadRequests(String body) {
        ApiClient.Answer answer = api.post("/proxies", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).startsWith("bad request body: ");
        assertThat(answer.json().get("status").getAsInt()).isEqualTo(400);
    }

    @Test
    void deeplyNestedJsonIsABadRequest() {
        ApiClient.Answer answer = api.post("/proxies", "[".repeat(400_000));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void hugeNumbersAreBadRequests() {
        String digits = "9".repeat(500_000);

        ApiClient.Answer answer = api.post("/proxies/p/toxics", "{\"type\":\"noop\",\"toxicity\":" + digits + "}");

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "'GARBAGE\r\n\r\n', 400",
        "'GET /version\r\n\r\n', 400",
        "'GET version HTTP/1.1\r\n\r\n', 400",
        "'GET /version HTTP/3.0\r\n\r\n', 505",
        "'GET /version HTTP/1.1\r\nno colon\r\n\r\n', 400",
        "'GET /version HTTP/1.1\r\n folded: x\r\n\r\n', 400",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n', 400",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999\r\n\r\n', 413",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip\r\n\r\n', 501",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400",
        "'POST /reset HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n', 413",
    })
    void malformedRequestsAreRefused(String request, int status) {
        assertThat(api.raw(request)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aHeadOfAnyLengthIsRefused() {
        assertThat(api.raw("GET /version HTTP/1.1\r\nX: " + "x".repeat(3_000_000)))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aBodyOfAnyLengthIsRefusedAndTheAnswerArrives() {
        String body = "x".repeat(3_000_000);

        assertThat(api.raw(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void noiseOfAnyKindIsSurvived() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(600)];
            random.nextBytes(noise);
            try (Socket socket = api.open()) {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException reset) {
                // being thrown out is an answer, too
            }
        }
    }

    @Test
    void mutatedRequestsAreSurvived() {
        Random random = new Random(11);
        String body =
                "{\"name\":\"l\",\"type\":\"slicer\",\"toxicity\":1,\"attributes\":{\"average_size\":5,\"delay\":1}}";
        for (int i = 0; i < 300; i++) {
            byte[] mutant = body.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(4); j >= 0; j--) {
                mutant[random.nextInt(mutant.length)] = (byte) (32 + random.nextInt(95));
            }
            int status = api.post("/proxies/p/toxics", new String(mutant, StandardCharsets.UTF_8))
                    .status();
            assertThat(status).isIn(200, 400, 409);
        }
        assertThat(api.post("/reset", "").status()).isEqualTo(204);
    }

    @Test
    void aRequestByteByByteIsAnswered() throws Exception {
        String request = "GET /version HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
        try (Socket socket = api.open()) {
            socket.setTcpNoDelay(true);
            for (byte next : request.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(next);
            }
            Pair.assertReceives(socket, "HTTP/1.1 200 OK");
        }
    }

    @Test
    void hundredsOfIdleClientsDoNotKeepTheNextOneOut() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 600; i++) {
                Socket socket = api.open();
                socket.getOutputStream().write('G');
                idle.add(socket);
            }

            assertThat(api.get("/version").status()).isEqualTo(200);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void aClientThatNeverReadsItsAnswersHoldsUpNobody() throws Exception {
        try (Socket socket = api.open()) {
            Thread flood = new Thread(() -> flood(socket));
            flood.start();
            Thread.sleep(300);

            Stopwatch watch = Stopwatch.start();
            assertThat(api.get("/proxies").status()).isEqualTo(200);
            watch.assertPrompt();
            socket.close();
            flood.join();
        }
    }

    @Test
    void hundredsOfProxiesAreNoProblem() {
        for (int i = 0; i < 300; i++) {
            String name = "many-" + i;
            String body = "{\"name\":\"" + name + "\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:1\"}";
            assertThat(api.post("/proxies", body).status()).isEqualTo(201);
        }

        assertThat(api.get("/proxies").json().size()).isEqualTo(301);
        assertThat(api.post("/reset", "").status()).isEqualTo(204);
    }

    private static void flood(Socket socket) {
        byte[] request = "GET /proxies HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                socket.getOutputStream().write(request);
            }
        } catch (IOException closed) {
            // the test is over
        }
    }
}
