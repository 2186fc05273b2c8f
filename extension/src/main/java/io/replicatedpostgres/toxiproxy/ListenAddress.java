package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Where something listens: what was asked for, resolved. Nothing asked for means any port of loopback, not of every interface. */
record ListenAddress(String host, InetSocketAddress socket) {
    private static final int BACKLOG = 1024;
    private static final long PATIENCE_SECONDS = 5;

    static ListenAddress of(String text, Resolver resolver) throws ApiException {
        try {
            Address address = Address.parse(text.isEmpty() ? "127.0.0.1:0" : text);
            if (address.host().isEmpty()) {
                return new ListenAddress("::", new InetSocketAddress(address.port()));
            }
            InetAddress found = address.isLiteral() ? address.resolve().get(0) : lookUp(address, resolver);
            if (found.isAnyLocalAddress()) {
                // this machine's own kind of it: one without IPv6 cannot bind what it is shown as
                return new ListenAddress("::", new InetSocketAddress(address.port()));
            }
            String host = address.isLiteral() ? address.host() : found.getHostAddress();
            return new ListenAddress(host, new InetSocketAddress(found, address.port()));
        } catch (IOException e) {
            throw ApiException.failed("listen tcp: " + e.getMessage());
        }
    }

    /** Opens the port; the error's text is the one that clients of Toxiproxy know. */
    ServerSocketChannel bind() throws ApiException {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.bind(socket, BACKLOG);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                Sockets.close(channel);
            }
            throw ApiException.failed("listen tcp " + shown(socket.getPort()) + ": bind: " + reason(e));
        }
    }

    /** As it is reported, with the port that was really bound. */
    String shown(int port) {
        if (host.equals("::") && socket.getAddress() instanceof Inet4Address && onlyIpv4()) {
            return "0.0.0.0:" + port;
        }
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    String shown() {
        return shown(socket.getPort());
    }

    private static boolean onlyIpv4() {
        return Boolean.getBoolean("java.net.preferIPv4Stack");
    }

    private static InetAddress lookUp(Address address, Resolver resolver) throws IOException {
        try {
            return resolver.resolve(address)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .get(0);
        } catch (ExecutionException e) {
            throw new IOException("lookup " + address.host() + ": no such host", e);
        } catch (TimeoutException e) {
            throw new IOException("lookup " + address.host() + ": timed out", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("already in use") || message.contains("in use")
                ? "address already in use"
                : message.replaceFirst(" \\(.*", "");
    }
}
