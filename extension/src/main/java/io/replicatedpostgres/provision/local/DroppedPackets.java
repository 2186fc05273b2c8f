package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import java.util.List;

/**
 * The path from one host to another in a network of their own. A proxy that carries nothing in either direction still answers its
 * clients' TCP, which no cut cable and no paused machine does: a client that waits for an answer would wait without end. So the packets
 * of such a cut are dropped too, and keepalives, {@code tcp_user_timeout} and the kernel's own limits end a connection.
 *
 * @param proxies what carries the bytes
 * @param from the name of the host that connects
 */
record DroppedPackets(Link proxies, String from, ClusterNetwork network) implements Link {

    @Override
    public Healing impair(Impairment impairment) {
        return isCut(impairment)
                ? Healing.ofAll(List.of(
                        () -> proxies.impair(impairment),
                        () -> network.drop(from, endpoint().host())))
                : proxies.impair(impairment);
    }

    private static boolean isCut(Impairment impairment) {
        return impairment.flow() == Flow.BOTH
                && (impairment instanceof Impairment.Freeze || impairment instanceof Impairment.Lose);
    }

    @Override
    public Route route() {
        return proxies.route();
    }

    @Override
    public Endpoint endpoint() {
        return proxies.endpoint();
    }

    @Override
    public void serverRuns(boolean runs) {
        proxies.serverRuns(runs);
    }

    @Override
    public void close() {
        proxies.close();
    }
}
