package io.replicatedpostgres.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does what its test says, and a link to it. */
final class Wire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int SILENCE_MILLIS = 150;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ServerSocket server;
    private final Endpoint endpoint = new Endpoint("127.0.0.1", freePort());
    private final AtomicInteger closed = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();
    private final Link link;

    /** Both ends of one connection. */
    record Line(Socket client, Socket server) {}

    Wire() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout(PATIENCE_MILLIS);
        link = open("wire-" + NUMBER.incrementAndGet(), endpoint);
    }

    ToxiproxyLink open(String name, Endpoint listen) {
        return ToxiproxyLink.open(
                EmbeddedToxiproxy.api(),
                name,
                Route.ofClients(new NodeRef("node-1")),
                listen,
                new Endpoint("127.0.0.1", server.getLocalPort()),
                listen,
                closed::incrementAndGet);
    }

    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Link link() {
        return link;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** How often it was said that the link is closed. */
    int timesClosed() {
        return closed.get();
    }

    Socket client() throws IOException {
        return patient(new Socket(endpoint.host(), endpoint.port()));
    }

    Line connect() throws IOException {
        Socket client = client();
        return new Line(client, patient(server.accept()));
    }

    private Socket patient(Socket socket) throws SocketException {
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    static void assertReceives(Socket socket, String text) throws IOException {
        byte[] received = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(received, StandardCharsets.US_ASCII)).isEqualTo(text);
    }

    static void assertCarries(Socket from, Socket to, String text) throws IOException {
        send(from, text);
        assertReceives(to, text);
    }

    /** Nothing comes, and it has not ended either. */
    static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static void assertEnds(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).as("end of stream").isEqualTo(-1);
    }

    void assertRefused() {
        assertThatThrownBy(this::client).isInstanceOf(ConnectException.class).hasMessageContaining("refused");
    }

    @Override
    public void close() throws IOException {
        link.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }
}
