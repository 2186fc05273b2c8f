package io.replicatedpostgres.provision;

import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.topology.Topology;

/**
 * Hosts with stopped servers on them, all copies of one template, with a system identifier and passwords of their own.
 *
 * @param id names the cluster among all clusters; part of each server's {@code cluster_name}
 * @param topology the hosts and links; closing it leaves nothing
 * @param found where that is, and which PostgreSQL they run
 * @param credentials what opens them
 * @param growth adds hosts to the topology
 * @param whenUp to be called once its servers have started: it may prepare the next cluster
 */
public record Provisioned(
        String id, Topology topology, Found found, Credentials credentials, Growth growth, Runnable whenUp) {

    /** The PostgreSQL they run. */
    public PostgresBinaries binaries() {
        return found.binaries();
    }

    /** Names the cluster; the passwords are not for messages. */
    @Override
    public String toString() {
        return "cluster " + id + " of " + found;
    }
}
