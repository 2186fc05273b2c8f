package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network resources of one cluster's hosts: ports of the loopback interface, or, where a failover manager wants one address for each, a
 * network of their own with the members of its store in it.
 */
final class LocalGround implements AutoCloseable {

    /** The last part of the address of the first member of the store; those of nodes begin at 1. */
    private static final int FIRST_STORE = 101;

    private final String id;
    private final Path directory;
    private final RunAs runAs;
    private final Supplier<PortLease> ports;
    private final List<LocalHost> stores = new CopyOnWriteArrayList<>();
    private @Nullable ClusterNetwork network;
    private boolean hasMonitor;

    LocalGround(String id, Path directory, RunAs runAs, Supplier<PortLease> ports) {
        this.id = id;
        this.directory = directory;
        this.runAs = runAs;
        this.ports = ports;
    }

    /** Makes the hosts of a cluster; those that were made are in the list also when it throws. */
    void lay(ClusterSpec spec, List<LocalHost> hosts) {
        @Nullable Manager manager = spec.managerOrNone();
        if (manager == null) {
            spec.nodes()
                    .forEach(
                            node -> hosts.add(onLoopback(node, spec.diskOf(node).orElse(null))));
            return;
        }
        ClusterNetwork made = ClusterNetwork.make(directory);
        network = made;
        for (NodeSpec node : spec.nodes()) {
            hosts.add(in(made, node.ref(), hosts.size() + 1, Service.SQL.port()));
        }
        hasMonitor = manager.kind() == ManagerKind.PG_AUTO_FAILOVER;
        if (hasMonitor) {
            stores.add(in(made, new NodeRef("monitor"), FIRST_STORE, Service.SQL.port()));
        }
        int members = manager.kind() == ManagerKind.PATRONI ? manager.dcsMembers() : 0;
        for (int member = 0; member < members; member++) {
            stores.add(in(made, new NodeRef("etcd-" + (member + 1)), FIRST_STORE + member, Service.STORE.port()));
        }
    }

    private LocalHost onLoopback(NodeSpec node, @Nullable Disk disk) {
        return host(node.ref(), HostAddress.onLoopback(ports.get()), disk);
    }

    private LocalHost in(ClusterNetwork made, NodeRef host, int number, int port) {
        return host(host, made.add(host.name(), number, port), null);
    }

    /** One host. */
    LocalHost host(NodeRef node, HostAddress address, @Nullable Disk disk) {
        String clusterName = "rp-%s-%s".formatted(id, node);
        return new LocalHost(node, directory.resolve(node.name()), clusterName, address, runAs, disk);
    }

    /** The members of the manager's store; empty where there is no manager. */
    List<LocalHost> stores() {
        return List.copyOf(stores);
    }

    /** Opens every path there is; none is left open when it throws. */
    List<Link> linksAmong(List<LocalHost> hosts) {
        ClusterNetwork made = network;
        return made == null
                ? new LocalLinks(id, ports).among(hosts)
                : new NetworkLinks(id, made, ports).among(hosts, new ArrayList<>(stores), hasMonitor);
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
    }
}
