package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client's connection through a proxy, from accept to the end of both directions. Lives on one event loop. */
final class Connection {
    private final Proxy proxy;
    private final EventLoop loop;
    private final Dice dice;
    private final Side client;
    private final Dial dial;
    private @Nullable Side server;
    private @Nullable Link upstream;
    private @Nullable Link downstream;
    private boolean closed;

    Connection(Proxy proxy, EventLoop loop, long number, SocketChannel accepted) throws IOException {
        this.proxy = proxy;
        this.loop = loop;
        this.dice = proxy.dice(number);
        this.client = new Side(Sockets.prepare(accepted), loop);
        this.dial = new Dial(loop, this::connected, () -> close(false));
    }

    Proxy proxy() {
        return proxy;
    }

    EventLoop loop() {
        return loop;
    }

    /** Calls the upstream; until it answers, nothing is read from the client. */
    void open() {
        dial.to(proxy.upstream(), proxy.resolver());
    }

    /** Takes over the proxy's toxics as they are now. */
    void reconcile() {
        if (upstream != null && downstream != null) {
            upstream.reconcile();
            downstream.reconcile();
        }
    }

    /** Ends both directions at once; what is on its way is lost. */
    void close(boolean reset) {
        if (closed) {
            return;
        }
        closed = true;
        dial.cancel();
        if (upstream != null && downstream != null) {
            upstream.discard();
            downstream.discard();
        }
        client.shut(reset);
        if (server != null) {
            server.shut(reset);
        }
        proxy.forget(this);
    }

    /** One direction is done: its target closes wholly, as Toxiproxy's does, and the other direction drains. */
    void ended(Link link) {
        link.target().shut(false);
        Link other = opposite(link);
        if (other == null || other.hasEnded()) {
            close(false);
        } else {
            other.sourceEnded();
        }
    }

    /** A peer is gone without a goodbye: what it sent is still delivered, what it was to get is lost. */
    void broken(Side side) {
        Link from = side == client ? upstream : downstream;
        if (from != null) {
            from.sourceEnded();
        }
        Link to = from == null ? null : opposite(from);
        if (to != null) {
            to.abort();
        }
    }

    Stage stage(Toxic toxic, StageContext.Lifeline lifeline) {
        RandomGenerator random = dice.of(toxic);
        ToxicType type = Dice.hits(toxic.toxicity(), random) ? toxic.type() : ToxicType.NOOP;
        return type.stage(new StageContext(toxic, random, lifeline, proxy.budget(), Ticks.now()));
    }

    private void connected(SocketChannel channel) throws IOException {
        Side answering = new Side(channel, loop);
        Link up = new Link(this, Direction.UPSTREAM, client, answering);
        Link down = new Link(this, Direction.DOWNSTREAM, answering, client);
        client.connect(up, down);
        answering.connect(down, up);
        server = answering;
        upstream = up;
        downstream = down;
        up.reconcile();
        down.reconcile();
        up.pump();
        down.pump();
    }

    private @Nullable Link opposite(Link link) {
        return link == upstream ? downstream : upstream;
    }
}
