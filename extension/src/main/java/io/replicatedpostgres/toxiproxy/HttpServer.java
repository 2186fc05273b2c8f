package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Function;

/** The API's port. One thread serves all its clients, however many there are; idle ones leave at their deadline. */
final class HttpServer implements AutoCloseable {
    /** As many clients may wait to be accepted as the kernel allows, as with the real server; the kernel lowers it. */
    private static final int BACKLOG = 4096;

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Function<HttpRequest, HttpResponse> api;
    private final InetSocketAddress address;

    HttpServer(EventLoop loop, String host, int port, Function<HttpRequest, HttpResponse> api) throws IOException {
        this.loop = loop;
        this.api = api;
        channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByName(host), port), BACKLOG);
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
        HttpConnection.open(loop, client, api);
    }
}
