package io.replicatedpostgres.toxiproxy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A port that forwards to an upstream. Changed by the API's thread only; the lanes read what they need of it. */
final class Proxy {
    private final String name;
    private final Lanes lanes;
    private final ToxicSet toxics = new ToxicSet();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<Direction, Traffic> traffic =
            Map.of(Direction.UPSTREAM, new Traffic(), Direction.DOWNSTREAM, new Traffic());
    private final AtomicLong accepted = new AtomicLong();
    private volatile String upstream;
    private String listen;
    private @Nullable Listener listener;
    private @Nullable EventLoop listenerLoop;

    Proxy(String name, String listen, String upstream, Lanes lanes) {
        this.name = name;
        this.listen = listen;
        this.upstream = upstream;
        this.lanes = lanes;
    }

    String name() {
        return name;
    }

    String listen() {
        return listen;
    }

    String upstream() {
        return upstream;
    }

    boolean isEnabled() {
        return listener != null;
    }

    ToxicSet toxics() {
        return toxics;
    }

    Traffic traffic(Direction direction) {
        return Objects.requireNonNull(traffic.get(direction));
    }

    Resolver resolver() {
        return lanes.resolver();
    }

    Budget budget() {
        return lanes.budget();
    }

    Dice dice(long number) {
        return new Dice(lanes.seed(), name, number);
    }

    int connectionCount() {
        return connections.size();
    }

    void forget(Connection connection) {
        connections.remove(connection);
    }

    /** Listens; the port that was bound stays this proxy's from now on. */
    void enable() throws ApiException {
        if (isEnabled()) {
            return;
        }
        ListenAddress address = ListenAddress.of(listen, lanes.resolver());
        ServerSocketChannel channel = address.bind();
        EventLoop loop = lanes.next();
        Listener opened = new Listener(loop, channel, this::arrived);
        listen = address.shown(channel.socket().getLocalPort());
        try {
            opened.open();
        } catch (IOException e) {
            Sockets.close(channel);
            throw ApiException.failed("listen tcp " + listen + ": " + e.getMessage());
        }
        listener = opened;
        listenerLoop = loop;
    }

    /** Stops listening and ends all connections. */
    void disable() throws ApiException {
        Listener open = listener;
        if (open == null || listenerLoop == null) {
            return;
        }
        try {
            listenerLoop.await(open::close);
            listener = null;
            onEachLane(connection -> connection.close(false));
            open.awaitSilence();
        } catch (IOException e) {
            throw ApiException.failed(String.valueOf(e.getMessage()));
        }
    }

    /** Moves to other addresses and becomes enabled or not. Connections survive only if nothing changes. */
    void update(String newListen, String newUpstream, boolean enabled) throws ApiException {
        if (!leadsTo(newListen, newUpstream)) {
            disable();
            listen = newListen;
            upstream = newUpstream;
        }
        if (enabled) {
            enable();
        } else {
            disable();
        }
    }

    /** Whether it is already what such a proxy would be. */
    boolean leadsTo(String otherListen, String otherUpstream) throws ApiException {
        return upstream.equals(otherUpstream) && (listen.equals(otherListen) || listensAt(otherListen));
    }

    /** Lets open connections take over the toxics as they are now. */
    void applyToxics() throws ApiException {
        try {
            onEachLane(Connection::reconcile);
        } catch (IOException e) {
            throw ApiException.failed(String.valueOf(e.getMessage()));
        }
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("listen", listen);
        json.addProperty("upstream", upstream);
        json.addProperty("enabled", isEnabled());
        JsonArray list = new JsonArray();
        toxics.all().forEach(toxic -> list.add(toxic.toJson()));
        json.add("toxics", list);
        return json;
    }

    private boolean listensAt(String other) throws ApiException {
        String shown = ListenAddress.of(other, lanes.resolver()).shown();
        return listen.equals(shown) || shownListen().equals(shown);
    }

    /** A disabled proxy keeps its address as it was typed, even one that makes no sense. */
    private String shownListen() {
        try {
            return ListenAddress.of(listen, lanes.resolver()).shown();
        } catch (ApiException e) {
            return listen;
        }
    }

    private void arrived(SocketChannel client) throws IOException {
        long number = accepted.getAndIncrement();
        EventLoop lane = lanes.next();
        lane.execute(() -> open(client, lane, number));
    }

    private void open(SocketChannel client, EventLoop lane, long number) {
        try {
            Connection connection = new Connection(this, lane, number, client);
            connections.add(connection);
            connection.open();
        } catch (IOException e) {
            Sockets.close(client);
        }
    }

    private void onEachLane(Consumer<Connection> action) throws IOException {
        for (EventLoop lane : lanes.all()) {
            lane.await(() -> connections.stream()
                    .filter(connection -> connection.loop() == lane)
                    .forEach(action));
        }
    }
}
