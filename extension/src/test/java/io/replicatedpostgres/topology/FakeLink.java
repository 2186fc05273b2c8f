package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** A link in memory: it carries nothing, and remembers whether it was closed. */
public final class FakeLink implements Link {

    private final Route route;
    private final Endpoint endpoint;
    private final List<Impairment> impairments = new ArrayList<>();
    private boolean serverRuns = true;
    private boolean open = true;

    /** A link along a route. */
    public FakeLink(Route route, Endpoint endpoint) {
        this.route = route;
        this.endpoint = endpoint;
    }

    /** Whether it was not closed yet. */
    public boolean isOpen() {
        return open;
    }

    @Override
    public Route route() {
        return route;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    /** What is wrong with it now. */
    public List<Impairment> impairments() {
        return List.copyOf(impairments);
    }

    /** Whether there is a server behind it. */
    public boolean serverRuns() {
        return serverRuns;
    }

    @Override
    public Healing impair(Impairment impairment) {
        impairments.add(impairment);
        return () -> impairments.removeIf(one -> one == impairment);
    }

    @Override
    public void serverRuns(boolean runs) {
        serverRuns = runs;
    }

    @Override
    public void close() {
        open = false;
    }
}
