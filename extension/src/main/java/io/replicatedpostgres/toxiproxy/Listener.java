package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Accepts connections on one port and hands them on. Out of file descriptors it pauses instead of spinning or dying. */
final class Listener implements EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger(Listener.class.getPackageName());
    private static final int FAIR_SHARE = 64;
    private static final long PAUSE_MILLIS = 50;
    private static final long COPIES_SECONDS = 2;
    private static final long LOOK_NANOS = 500_000;

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Guest guest;
    private final InetSocketAddress address;
    private final Timers.Timer resume;
    private @Nullable SelectionKey key;

    Listener(EventLoop loop, ServerSocketChannel channel, Guest guest) {
        this.address = (InetSocketAddress) channel.socket().getLocalSocketAddress();
        this.loop = loop;
        this.channel = channel;
        this.guest = guest;
        this.resume = loop.timers().timer(() -> accepting(true));
    }

    void open() throws IOException {
        loop.await(() -> key = loop.register(channel, SelectionKey.OP_ACCEPT, this));
    }

    @Override
    public void ready(int operations) {
        for (int i = 0; i < FAIR_SHARE; i++) {
            SocketChannel accepted = accept();
            if (accepted == null) {
                return;
            }
            welcome(accepted);
        }
    }

    /** Frees the port; on the loop's thread. */
    @Override
    public void close() {
        resume.set(Ticks.NEVER);
        Sockets.close(channel);
    }

    /**
     * Waits, once it is closed, until its port refuses connections. The JDK's sockets are not closed on exec: a process that
     * another thread was starting has a copy of the listening one until it runs its program. As long the kernel accepts
     * connections that will not be served, and the port cannot be opened again.
     */
    void awaitSilence() {
        InetSocketAddress there = address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
        long end = Ticks.after(Ticks.now(), COPIES_SECONDS, TimeUnit.SECONDS);
        while (accepts(there) && Ticks.now() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (SocketChannel connected = SocketChannel.open(address)) {
            return connected.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private @Nullable SocketChannel accept() {
        try {
            return channel.accept();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot accept, trying again in " + PAUSE_MILLIS + " ms", e);
            accepting(false);
            resume.set(Ticks.after(Ticks.now(), PAUSE_MILLIS, TimeUnit.MILLISECONDS));
            return null;
        }
    }

    private void welcome(SocketChannel accepted) {
        try {
            guest.arrived(accepted);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "turned a connection away", e);
            Sockets.close(accepted);
        }
    }

    private void accepting(boolean wanted) {
        if (key != null && key.isValid()) {
            key.interestOps(wanted ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    /** Handles a new connection. */
    interface Guest {
        void arrived(SocketChannel accepted) throws IOException;
    }
}
