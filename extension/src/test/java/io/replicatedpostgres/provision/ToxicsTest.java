package io.replicatedpostgres.provision;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests to a server that keeps a connection open after its answer, and ends it when the next request comes. */
class ToxicsTest {

    private static final String FINE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    @Test
    void noRequestMeetsTheEndOfAnIdleConnection() throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var serves = new Thread(() -> serve(server));
            serves.setDaemon(true);
            serves.start();
            var toxics = new Toxics(new Endpoint("127.0.0.1", server.getLocalPort()), "proxy");

            for (int i = 0; i < 3; i++) {
                String toxic = toxics.add("latency", "upstream", Map.of("latency", 1L));
                assertThat(toxics.has(toxic)).isTrue();
                toxics.remove(toxic);
            }
        }
    }

    private static void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                var one = new Thread(() -> answerOnce(client));
                one.setDaemon(true);
                one.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answerOnce(Socket client) {
        try (client;
                var requests =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            readHead(requests);
            client.getOutputStream().write(FINE.getBytes(StandardCharsets.UTF_8));
            readHead(requests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Up to the empty line, or the end. A body that follows has no empty line in it. */
    private static void readHead(BufferedReader requests) throws IOException {
        String line = requests.readLine();
        while (line != null && !line.isEmpty()) {
            line = requests.readLine();
        }
    }
}
