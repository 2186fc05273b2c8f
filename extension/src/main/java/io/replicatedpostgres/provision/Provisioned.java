package io.replicatedpostgres.provision;

import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.topology.Topology;

/**
 * Hosts with stopped servers on them, all copies of one template, with a system identifier of their own.
 *
 * @param id names the cluster among all clusters; part of each server's {@code cluster_name}
 * @param topology the hosts and links; closing it leaves nothing
 * @param found where that is, and which PostgreSQL they run
 * @param templatePassword the superuser's password in the copies, to be changed first
 * @param credentials the passwords to change to
 * @param growth adds hosts to the topology
 */
public record Provisioned(
        String id, Topology topology, Found found, String templatePassword, Credentials credentials, Growth growth) {

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
