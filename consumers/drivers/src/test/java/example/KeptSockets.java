package example;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;

/**
 * A socket factory for the driver that keeps each socket, so that a test sees which are open.
 * <p>The driver has a copy of this class, by another class loader: what both share is kept among the system properties.
 */
public final class KeptSockets extends SocketFactory {

    private static final String KEY = KeptSockets.class.getName();

    /** Forgets those of earlier tests. */
    static void forget() {
        sockets().clear();
    }

    /** How many were made since then. */
    static int made() {
        return sockets().size();
    }

    /** How many of them are open. */
    static long open() {
        return sockets().stream().filter(socket -> !socket.isClosed()).count();
    }

    @SuppressWarnings("unchecked")
    private static List<Socket> sockets() {
        return (List<Socket>) System.getProperties().computeIfAbsent(KEY, key -> new CopyOnWriteArrayList<Socket>());
    }

    @Override
    public Socket createSocket() {
        var socket = new Socket();
        sockets().add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
