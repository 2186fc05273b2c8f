package io.replicatedpostgres.provision;

import io.replicatedpostgres.spec.ClusterSpec;

/** Makes the hosts and links of a cluster, data directories included; no server runs on them yet. */
public interface Provisioner {

    /**
     * Provisions a cluster. Whatever it made is gone again when it throws.
     *
     * @throws io.replicatedpostgres.model.SpecException if this cannot be had here; the message tells the way out
     */
    Provisioned provision(ClusterSpec spec);
}
