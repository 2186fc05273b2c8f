package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Accepts connections on one port and hands them on. Out of file descriptors it pauses instead of spinning or dying. */
final class Listener implements EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger(Listener.class.getPackageName());
    private static final int FAIR_SHARE = 64;
    private static final long PAUSE_MILLIS = 50;

    private final EventLoop loop;
    private final ServerSocketChannel channel;
    private final Guest guest;
    private final Timers.Timer resume;
    private @Nullable SelectionKey key;

    Listener(EventLoop loop, ServerSocketChannel channel, Guest guest) {
        this.loop = loop;
        this.channel = channel;
        this.guest = guest;
        this.resume = loop.timers().timer(() -> accepting(true));
    }

    void open() throws IOException {
        loop.await(() -> key = loop.register(channel, SelectionKey.OP_ACCEPT, this));
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
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

    /** What is done with a new connection. */
    interface Guest {
        void arrived(SocketChannel accepted) throws IOException;
    }
}
