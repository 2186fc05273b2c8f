package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;

/** The API's port. One thread serves all its clients; with too many the oldest has to go. */
final class HttpServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 256;

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Function<HttpRequest, HttpResponse> api;
    private final Set<HttpConnection> connections = new LinkedHashSet<>();
    private final InetSocketAddress address;

    HttpServer(EventLoop loop, String host, int port, Function<HttpRequest, HttpResponse> api) throws IOException {
        this.loop = loop;
        this.api = api;
        channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByName(host), port), MOST_CONNECTIONS);
            channel.configureBlocking(false);
            address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            Sockets.close(channel);
            throw e;
        }
    }

    void open() throws IOException {
        new Listener(loop, channel, this::arrived).open();
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        Sockets.close(channel);
    }

    private void arrived(SocketChannel client) throws IOException {
        if (connections.size() >= MOST_CONNECTIONS) {
            Iterator<HttpConnection> oldest = connections.iterator();
            HttpConnection leaving = oldest.next();
            leaving.close();
        }
        connections.add(new HttpConnection(loop, client, api, connections::remove));
    }
}
