package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Patient;
import io.replicatedpostgres.fault.Scene;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Topology;
import java.util.List;

/** Lets a fault act on a cluster. */
record ClusterScene(Cluster cluster, Topology topology) implements Scene {

    @Override
    public Patient patient(NodeRef node) {
        return cluster.nodes().stream()
                .filter(one -> one.ref().equals(node))
                .findFirst()
                .map(NodeFaultTarget::new)
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s cannot be struck: the nodes of this cluster are %s.".formatted(node, cluster.nodes())));
    }

    @Override
    public void startStore(NodeRef member) {
        cluster.management()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s cannot be started: this cluster has no failover manager.".formatted(member)))
                .manager()
                .startStore(topology.host(member));
    }

    @Override
    public List<Patient> primaries() {
        return cluster.primaries().stream().<Patient>map(NodeFaultTarget::new).toList();
    }

    /** Two clusters may have nodes of one name: a node of the wrong cluster would strike its namesake by mistake. */
    void refuseForeign(Fault fault) {
        fault.aimedAt().forEach(aim -> refuseForeign(fault.name(), aim));
    }

    void refuseForeign(String what, Identified aim) {
        if (aim instanceof Node node && node.cluster() != cluster) {
            throw new ReplicatedPostgresException(
                    "%s cannot strike %s: it is a node of another cluster (%s). Name one of this cluster: %s."
                            .formatted(what, node, node.cluster(), cluster.nodes()));
        }
    }
}
