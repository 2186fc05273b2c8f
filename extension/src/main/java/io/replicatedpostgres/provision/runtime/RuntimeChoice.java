package io.replicatedpostgres.provision.runtime;

import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.provision.local.LocalProvisioner;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;

/** Clusters wherever the place says. */
public final class RuntimeChoice implements Provisioner {

    private final Provisioner local = new LocalProvisioner();

    /** Decides anew for each place. */
    public RuntimeChoice() {}

    @Override
    public Found find(Place place) {
        return local.find(place);
    }

    @Override
    public Provisioned provision(ClusterSpec spec) {
        return local.provision(spec);
    }
}
