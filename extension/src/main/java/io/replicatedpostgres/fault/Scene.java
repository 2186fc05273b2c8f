package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Topology;
import java.util.List;

/** The target of a fault: the hosts and links of a running cluster, and its servers as the harness holds them. */
public interface Scene {

    /** The hosts and links. */
    Topology topology();

    /**
     * The server of a node.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if there is no such node in this cluster
     */
    Patient patient(NodeRef node);

    /**
     * Starts a member of the failover manager's store again.
     *
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if there is no such member in this cluster
     */
    void startStore(NodeRef member);

    /** The servers that run as primaries now. */
    List<Patient> primaries();
}
