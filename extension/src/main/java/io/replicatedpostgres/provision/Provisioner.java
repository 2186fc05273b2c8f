package io.replicatedpostgres.provision;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Capability;
import java.util.Optional;

/** Makes the hosts and links of a cluster, data directories included; no server runs on them yet. */
public interface Provisioner {

    /**
     * Looks what a place leads to, without starting a cluster.
     *
     * @throws io.replicatedpostgres.model.SpecException if there is nothing fitting; the message tells the way out
     */
    Found find(Place place);

    /**
     * Why the hosts at a place would lack a capability, without starting a cluster; empty if they would have it.
     *
     * @return one sentence for the author of a test, without a full stop
     * @throws io.replicatedpostgres.model.SpecException if the place leads nowhere
     */
    Optional<String> whyNot(Place place, Capability capability);

    /**
     * Why the hosts at a place could not run a failover manager, without starting a cluster; empty if they could.
     *
     * @return one sentence for the author of a test, without a full stop
     * @throws io.replicatedpostgres.model.SpecException if the place leads nowhere
     */
    default Optional<String> whyNot(Place place, ManagerKind manager) {
        return whyNot(place, Capability.MANAGER);
    }

    /**
     * Provisions a cluster. Whatever it made is gone again when it throws.
     *
     * @throws io.replicatedpostgres.model.SpecException if this cannot be had here; the message tells the way out
     */
    Provisioned provision(ClusterSpec spec);
}
