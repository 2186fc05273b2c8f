package io.replicatedpostgres.plantings;

import io.replicatedpostgres.spec.ClusterSpec;
import java.util.function.Consumer;

/**
 * What is planted on real servers.
 *
 * @param spec the cluster
 * @param act what is done
 */
record OnServers(ClusterSpec spec, Consumer<Planted> act) {

    /** On a primary and a standby with asynchronous replication. */
    static OnServers pair(Consumer<Planted> act) {
        return new OnServers(ClusterSpec.primaryAndStandby(), act);
    }
}
