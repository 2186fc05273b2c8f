package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Both ends of one connection through a proxy. */
record Pair(Socket client, Socket server) implements AutoCloseable {

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static void send(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
    }

    static String receive(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    /** Receives this text and nothing before it. */
    static void assertReceives(Socket socket, String text) throws IOException {
        assertThat(receive(socket, text.length())).isEqualTo(text);
    }

    static void assertEnds(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).as("end of stream").isEqualTo(-1);
    }

    static void assertIsReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    static void assertEndsOrIsReset(Socket socket) {
        try {
            assertEnds(socket);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing comes for a while, and the stream has not ended either. */
    static void assertIsSilent(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(Upstream.PATIENCE_MILLIS);
    }

    void assertCarriesBothWays() throws IOException {
        send(client, "question");
        assertReceives(server, "question");
        send(server, "answer");
        assertReceives(client, "answer");
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
