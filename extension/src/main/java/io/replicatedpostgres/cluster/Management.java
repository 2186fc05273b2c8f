package io.replicatedpostgres.cluster;

import io.replicatedpostgres.manager.Etcd;
import io.replicatedpostgres.manager.FailoverManager;
import io.replicatedpostgres.manager.Patroni;
import io.replicatedpostgres.manager.PatroniConfig;
import io.replicatedpostgres.manager.PgAutoFailover;
import io.replicatedpostgres.manager.Repmgr;
import io.replicatedpostgres.manager.RepmgrConfig;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Topology;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The failover manager of one cluster, and what its nodes know of it. */
final class Management {

    private final FailoverManager manager;
    private volatile @Nullable NodeRef leader;

    Management(FailoverManager manager) {
        this.manager = manager;
    }

    /** The manager that a spec asks for; null if none. */
    static @Nullable Management of(ClusterSpec spec, Provisioned provisioned) {
        Manager asked = spec.managerOrNone();
        if (asked == null) {
            return null;
        }
        Topology topology = provisioned.topology();
        String programs = provisioned.binaries().directory();
        List<Host> nodes =
                hosts(topology, spec.nodes().stream().map(NodeSpec::ref).toList());
        return new Management(
                switch (asked.kind()) {
                    case PATRONI ->
                        new Patroni(
                                new PatroniConfig("rp-" + provisioned.id(), asked, programs),
                                provisioned.credentials(),
                                new Etcd(hosts(topology, topology.supporting())),
                                spec.place());
                    case REPMGR -> new Repmgr(new RepmgrConfig(asked, programs), provisioned.credentials(), nodes);
                    case PG_AUTO_FAILOVER ->
                        new PgAutoFailover(
                                asked,
                                provisioned.binaries(),
                                provisioned.credentials(),
                                topology.host(topology.supporting().get(0)),
                                nodes);
                    case NONE -> throw new IllegalArgumentException("NONE is no failover manager");
                });
    }

    private static List<Host> hosts(Topology topology, List<NodeRef> names) {
        return names.stream().map(topology::host).toList();
    }

    FailoverManager manager() {
        return manager;
    }

    ManagerKind kind() {
        return manager.asked().kind();
    }

    String title() {
        return kind().title();
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
