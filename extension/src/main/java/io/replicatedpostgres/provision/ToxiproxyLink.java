package io.replicatedpostgres.provision;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
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
import java.util.Map;

/** A path through a Toxiproxy proxy, real or embedded: what is wrong with it are the proxy's toxics. */
public final class ToxiproxyLink implements Link {

    private final Route route;
    private final Endpoint endpoint;
    private final Proxy proxy;
    private final Toxics toxics;
    private final Runnable whenClosed;
    private boolean serverRuns = true;
    private int refusals;
    private volatile boolean closed;

    private ToxiproxyLink(Route route, Endpoint endpoint, Proxy proxy, Toxics toxics, Runnable whenClosed) {
        this.route = route;
        this.endpoint = endpoint;
        this.proxy = proxy;
        this.toxics = toxics;
        this.whenClosed = whenClosed;
    }

    /**
     * Makes the proxy of a link.
     *
     * @param api where the Toxiproxy server listens for its API
     * @param name of the proxy; no two of one server are the same
     * @param listen where the proxy listens, as the Toxiproxy server sees it
     * @param server what it leads to, as the Toxiproxy server sees it
     * @param endpoint where {@code listen} is reached by its clients
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
        return new ToxiproxyLink(route, endpoint, proxy, new Toxics(api, name), whenClosed);
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
        List<String> names = addAll(impairment);
        if (impairment instanceof Impairment.Reset) {
            bounce();
        }
        return once(() -> removeAll(names));
    }

    private List<String> addAll(Impairment impairment) {
        var names = new ArrayList<String>();
        try {
            for (String stream : streams(impairment)) {
                names.add(ToxiproxyCall.of(impairment + " on " + route, () -> add(impairment, stream)));
            }
        } catch (RuntimeException e) {
            try {
                removeAll(names);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return names;
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

    private String add(Impairment impairment, String stream) throws IOException {
        if (impairment instanceof Impairment.Freeze) {
            return toxics.add("bandwidth", stream, Map.of("rate", 0L));
        }
        if (impairment instanceof Impairment.Lose) {
            return toxics.add("timeout", stream, Map.of("timeout", 0L));
        }
        if (impairment instanceof Impairment.Reset) {
            return toxics.add("reset_peer", stream, Map.of("timeout", 0L));
        }
        if (impairment instanceof Impairment.Latency latency) {
            return toxics.add(
                    "latency",
                    stream,
                    Map.of(
                            "latency", latency.latency().toMillis(),
                            "jitter", latency.jitter().toMillis()));
        }
        if (impairment instanceof Impairment.Bandwidth bandwidth) {
            return toxics.add("bandwidth", stream, Map.of("rate", bandwidth.kilobytesPerSecond()));
        }
        if (impairment instanceof Impairment.Slice slice) {
            return toxics.add(
                    "slicer",
                    stream,
                    Map.of(
                            "average_size", slice.averageBytes(),
                            "size_variation", slice.variationBytes(),
                            "delay", micros(slice.pause())));
        }
        if (impairment instanceof Impairment.LimitData limit) {
            return toxics.add("limit_data", stream, Map.of("bytes", limit.bytes()));
        }
        throw new IllegalStateException("no toxic for " + impairment);
    }

    private static List<String> streams(Impairment impairment) {
        return switch (impairment.flow()) {
            case FORWARD -> List.of("upstream");
            case BACKWARD -> List.of("downstream");
            case BOTH -> List.of("upstream", "downstream");
        };
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    /** What could not be removed stays in the list. */
    private void removeAll(List<String> names) {
        Closing.all(List.copyOf(names).stream()
                .<Runnable>map(toxic -> () -> {
                    remove(toxic);
                    names.remove(toxic);
                })
                .toList());
    }

    /** A call whose answer did not come in time may have worked all the same. */
    private void remove(String toxic) {
        try {
            ToxiproxyCall.run("remove " + toxic, () -> toxics.remove(toxic));
        } catch (RuntimeException e) {
            if (ToxiproxyCall.of("look for %s of %s".formatted(toxic, route), () -> toxics.has(toxic))) {
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
