package io.replicatedpostgres.provision;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A path through a Toxiproxy proxy, real or embedded: what is wrong with it are the proxy's toxics. */
public final class ToxiproxyLink implements Link {

    private static final AtomicLong TOXICS = new AtomicLong();

    private final Route route;
    private final Endpoint endpoint;
    private final Proxy proxy;
    private final Runnable whenClosed;
    private boolean serverRuns = true;
    private int refusals;
    private volatile boolean closed;

    private ToxiproxyLink(Route route, Endpoint endpoint, Proxy proxy, Runnable whenClosed) {
        this.route = route;
        this.endpoint = endpoint;
        this.proxy = proxy;
        this.whenClosed = whenClosed;
    }

    /**
     * Makes the proxy of a link.
     *
     * @param api where the Toxiproxy server listens for its API
     * @param name of the proxy; no two of one server are the same
     * @param listen where the proxy listens, as the Toxiproxy server sees it
     * @param server what it leads to, as the Toxiproxy server sees it
     * @param endpoint where {@code listen} is reached by whoever connects
     * @param whenClosed runs when the proxy is gone
     */
    public static ToxiproxyLink open(
            Endpoint api,
            String name,
            Route route,
            Endpoint listen,
            Endpoint server,
            Endpoint endpoint,
            Runnable whenClosed) {
        Proxy proxy = ToxiproxyCall.of(
                "make the proxy " + name,
                () -> new ToxiproxyClient(api.host(), api.port())
                        .createProxy(name, listen.toString(), server.toString()));
        return new ToxiproxyLink(route, endpoint, proxy, whenClosed);
    }

    @Override
    public Route route() {
        return route;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public synchronized void serverRuns(boolean runs) {
        serverRuns = runs;
        if (!closed) {
            listen();
        }
    }

    @Override
    public Healing impair(Impairment impairment) {
        if (closed) {
            throw new ReplicatedPostgresException(
                    "%s cannot be impaired by %s: it is closed".formatted(route, impairment));
        }
        if (impairment instanceof Impairment.Refuse) {
            refuse(1);
            return once(() -> refuse(-1));
        }
        List<Toxic> toxics = addAll(impairment);
        if (impairment instanceof Impairment.Reset) {
            bounce();
        }
        return once(() -> removeAll(toxics));
    }

    private List<Toxic> addAll(Impairment impairment) {
        var toxics = new ArrayList<Toxic>();
        try {
            for (ToxicDirection direction : directions(impairment)) {
                toxics.add(ToxiproxyCall.of(impairment + " on " + route, () -> add(impairment, direction)));
            }
        } catch (RuntimeException e) {
            try {
                removeAll(toxics);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return toxics;
    }

    private synchronized void refuse(int more) {
        refusals += more;
        try {
            listen();
        } catch (RuntimeException e) {
            refusals -= more;
            throw e;
        }
    }

    private void listen() {
        boolean open = serverRuns && refusals == 0;
        ToxiproxyCall.run((open ? "open " : "close ") + route, open ? proxy::enable : proxy::disable);
    }

    /** A toxic that resets does nothing to connections that were open before it. */
    private synchronized void bounce() {
        if (serverRuns && refusals == 0) {
            ToxiproxyCall.run("drop the connections of " + route, proxy::disable);
            listen();
        }
    }

    private Toxic add(Impairment impairment, ToxicDirection direction) throws IOException {
        ToxicList toxics = proxy.toxics();
        String name = "toxic-" + TOXICS.incrementAndGet();
        if (impairment instanceof Impairment.Freeze) {
            return toxics.bandwidth(name, direction, 0);
        }
        if (impairment instanceof Impairment.Lose) {
            return toxics.timeout(name, direction, 0);
        }
        if (impairment instanceof Impairment.Reset) {
            return toxics.resetPeer(name, direction, 0);
        }
        if (impairment instanceof Impairment.Latency latency) {
            return toxics.latency(name, direction, latency.latency().toMillis())
                    .setJitter(latency.jitter().toMillis());
        }
        if (impairment instanceof Impairment.Bandwidth bandwidth) {
            return toxics.bandwidth(name, direction, bandwidth.kilobytesPerSecond());
        }
        if (impairment instanceof Impairment.Slice slice) {
            return toxics.slicer(name, direction, slice.averageBytes(), micros(slice.pause()))
                    .setSizeVariation(slice.variationBytes());
        }
        if (impairment instanceof Impairment.LimitData limit) {
            return toxics.limitData(name, direction, limit.bytes());
        }
        throw new IllegalStateException("no toxic for " + impairment);
    }

    private static List<ToxicDirection> directions(Impairment impairment) {
        return switch (impairment.flow()) {
            case FORWARD -> List.of(ToxicDirection.UPSTREAM);
            case BACKWARD -> List.of(ToxicDirection.DOWNSTREAM);
            case BOTH -> List.of(ToxicDirection.UPSTREAM, ToxicDirection.DOWNSTREAM);
        };
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** What could not be removed stays in the list. */
    private void removeAll(List<Toxic> toxics) {
        Closing.all(List.copyOf(toxics).stream()
                .<Runnable>map(toxic -> () -> {
                    remove(toxic);
                    toxics.remove(toxic);
                })
                .toList());
    }

    /** A call whose answer did not come in time may have worked all the same. */
    private void remove(Toxic toxic) {
        try {
            ToxiproxyCall.run("remove " + toxic.getName(), toxic::remove);
        } catch (RuntimeException e) {
            if (ToxiproxyCall.of(
                            "list the toxics of " + route, () -> proxy.toxics().getAll())
                    .stream()
                    .anyMatch(there -> there.getName().equals(toxic.getName()))) {
                throw e;
            }
        }
    }

    /** With the link everything that was wrong with it is gone. */
    private Healing once(Runnable heal) {
        return new Undo(heal, () -> closed);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            ToxiproxyCall.run("remove the proxy of " + route, proxy::delete);
        } finally {
            whenClosed.run();
        }
    }
}
