package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import java.util.List;
import java.util.function.Supplier;

/**
 * The path from one host to all services of another: what is wrong with it is wrong with each of them.
 *
 * @param endpoint the address that the host connects to, whatever lies in between
 * @param services one link for each
 */
public record ServicesLink(Route route, Endpoint endpoint, List<? extends Link> services) implements Link {

    /** Copies the list. */
    public ServicesLink {
        services = List.copyOf(services);
    }

    @Override
    public Healing impair(Impairment impairment) {
        return Healing.ofAll(services.stream()
                .<Supplier<Healing>>map(service -> () -> service.impair(impairment))
                .toList());
    }

    /** A failover manager starts and stops the server: a connection to one that does not run is closed at once. */
    @Override
    public void serverRuns(boolean runs) {
        // a client notices when it connects
    }

    @Override
    public void close() {
        Closing.all(services.stream().<Runnable>map(link -> link::close).toList());
    }
}
