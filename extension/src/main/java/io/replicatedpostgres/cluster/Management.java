package io.replicatedpostgres.cluster;

import io.replicatedpostgres.manager.Etcd;
import io.replicatedpostgres.manager.Patroni;
import io.replicatedpostgres.manager.PatroniConfig;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Topology;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failover manager of one cluster, as its nodes see it. */
final class Management {

    private final Manager manager;
    private final Patroni patroni;
    private volatile @Nullable NodeRef leader;

    Management(Manager manager, Patroni patroni) {
        this.manager = manager;
        this.patroni = patroni;
    }

    /** The manager that a spec asks for; null if none. */
    static @Nullable Management of(ClusterSpec spec, Provisioned provisioned) {
        Manager manager = spec.managerOrNone();
        if (manager == null) {
            return null;
        }
        Topology topology = provisioned.topology();
        List<Host> stores = topology.supporting().stream().map(topology::host).toList();
        var config = new PatroniConfig(
                "rp-" + provisioned.id(), manager, provisioned.binaries().directory());
        return new Management(manager, new Patroni(config, provisioned.credentials(), new Etcd(stores), spec.place()));
    }

    Manager manager() {
        return manager;
    }

    String title() {
        return manager.kind().title();
    }

    /** The name of the cluster in the store, and of each server. */
    String scope() {
        return patroni.scope();
    }

    Patroni patroni() {
        return patroni;
    }

    /** A node was seen to be the primary. */
    void leads(NodeRef node) {
        leader = node;
    }

    /** Whom a node streams from, as far as is known: the node that was last seen to be the primary. */
    Optional<NodeRef> upstreamOf(NodeRef node) {
        return Optional.ofNullable(leader).filter(one -> !one.equals(node));
    }

    /**
     * What a test does not do where a manager decides.
     *
     * @param what {@code node-1 cannot be promoted}
     */
    ReplicatedPostgresException refusal(String what, String wayOut) {
        return new ReplicatedPostgresException(
                "%s by the test: %s decides that in this cluster. %s".formatted(what, title(), wayOut));
    }
}
