package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects to an upstream without blocking: resolves it, tries each address, gives up after a while. */
final class Dial implements EventLoop.Handler {
    private static final System.Logger LOG = System.getLogger(Dial.class.getPackageName());
    private static final long PATIENCE_SECONDS = 60;

    private final EventLoop loop;
    private final Answer answer;
    private final Runnable failure;
    private final Timers.Timer timer;
    private final Queue<InetSocketAddress> addresses = new ArrayDeque<>();
    private @Nullable SocketChannel calling;
    private boolean over;

    Dial(EventLoop loop, Answer answer, Runnable failure) {
        this.loop = loop;
        this.answer = answer;
        this.failure = failure;
        this.timer = loop.timers().timer(this::giveUp);
    }

    void to(String upstream, Resolver resolver) {
        timer.set(Ticks.after(Ticks.now(), PATIENCE_SECONDS, TimeUnit.SECONDS));
        try {
            Address address = Address.parse(upstream);
            if (address.isLiteral()) {
                call(address, address.resolve());
            } else {
                var unused =
                        resolver.resolve(address).whenComplete((found, e) -> loop.execute(() -> call(address, found)));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "cannot dial " + upstream, e);
            giveUp();
        }
    }

    void cancel() {
        over = true;
        timer.set(Ticks.NEVER);
        if (calling != null) {
            Sockets.close(calling);
            calling = null;
        }
    }

    @Override
    public void ready(int operations) {
        SocketChannel channel = calling;
        if (over || channel == null) {
            return;
        }
        try {
            if (channel.finishConnect()) {
                succeed(channel);
            }
        } catch (IOException e) {
            Sockets.close(channel);
            callNext();
        }
    }

    @Override
    public void close() {
        giveUp();
    }

    private void call(Address address, @Nullable List<InetAddress> found) {
        if (found != null) {
            found.forEach(host -> addresses.add(new InetSocketAddress(host, address.port())));
        }
        callNext();
    }

    private void callNext() {
        calling = null;
        while (!over && calling == null) {
            InetSocketAddress address = addresses.poll();
            if (address == null) {
                giveUp();
            } else {
                call(address);
            }
        }
    }

    private void call(InetSocketAddress address) {
        try {
            SocketChannel channel = SocketChannel.open();
            calling = channel;
            Sockets.prepare(channel);
            if (channel.connect(address)) {
                succeed(channel);
            } else {
                loop.register(channel, SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "cannot reach " + address, e);
            if (calling != null) {
                Sockets.close(calling);
            }
            calling = null;
        }
    }

    private void succeed(SocketChannel channel) throws IOException {
        over = true;
        calling = null;
        timer.set(Ticks.NEVER);
        try {
            answer.connected(channel);
        } catch (IOException | RuntimeException e) {
            Sockets.close(channel);
            failure.run();
        }
    }

    private void giveUp() {
        if (!over) {
            cancel();
            failure.run();
        }
    }

    /** Gets the connected channel. */
    interface Answer {
        void connected(SocketChannel channel) throws IOException;
    }
}
