package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One of the two sockets of a connection: the link that reads from it and the link that writes to it. */
final class Side implements EventLoop.Handler {
    private final EventLoop loop;
    private final SocketChannel channel;
    private final SelectionKey key;
    private int interest;
    private @Nullable Link outgoing;
    private @Nullable Link incoming;

    Side(SocketChannel channel, EventLoop loop) throws IOException {
        this.loop = loop;
        this.channel = channel;
        this.key = loop.register(channel, 0, this);
    }

    void connect(Link reading, Link writing) {
        outgoing = reading;
        incoming = writing;
    }

    SocketChannel channel() {
        return channel;
    }

    void wantRead(boolean wanted) {
        want(SelectionKey.OP_READ, wanted);
    }

    void wantWrite(boolean wanted) {
        want(SelectionKey.OP_WRITE, wanted);
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_READ) != 0 && outgoing != null) {
            outgoing.readable();
        }
        if ((operations & SelectionKey.OP_WRITE) != 0 && incoming != null) {
            incoming.pump();
        }
    }

    @Override
    public void close() {
        shut(false);
        if (outgoing != null) {
            outgoing.sourceEnded();
        }
        if (incoming != null) {
            incoming.abort();
        }
    }

    /** Closes the socket only, with a reset if so wanted. */
    void shut(boolean reset) {
        if (reset) {
            Sockets.set(channel, StandardSocketOptions.SO_LINGER, 0);
        }
        loop.release(key);
    }

    private void want(int operation, boolean wanted) {
        int changed = wanted ? interest | operation : interest & ~operation;
        if (changed != interest && key.isValid()) {
            interest = changed;
            key.interestOps(changed);
        }
    }
}
