package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.topology.Closing;
import java.util.List;

/** Starts a cluster. If another process took a port between its reservation and its use, the start is tried again with another port. */
final class ClusterStart {

    private static final int ATTEMPTS_MAX = 3;

    private ClusterStart() {}

    static Cluster of(ClusterSpec spec, Provisioner provisioner, Recording recording) {
        Cluster cluster = StartedAhead.take(spec)
                .map(servers -> taken(spec, servers, recording))
                .orElseGet(() -> started(spec, provisioner, recording));
        StartedAhead.prepare(spec, provisioner);
        return cluster;
    }

    private static Cluster taken(ClusterSpec spec, ReadyServers servers, Recording recording) {
        Cluster cluster = Cluster.of(spec, servers.provisioned(), servers.members(), recording);
        try {
            cluster.takeOver(servers);
            return cluster;
        } catch (RuntimeException | Error e) {
            Closing.after(e, List.of(cluster::close));
            throw e;
        }
    }

    private static Cluster started(ClusterSpec spec, Provisioner provisioner, Recording recording) {
        for (int attempt = 1; ; attempt++) {
            Provisioned provisioned = provisioner.provision(spec);
            Cluster cluster = Cluster.of(spec, provisioned, ReadyServers.members(spec, provisioned), recording);
            try {
                cluster.bringUp();
                return cluster;
            } catch (RuntimeException | Error e) {
                boolean again = attempt < ATTEMPTS_MAX && isPortTaken(e);
                Closing.after(e, List.of(again ? cluster::close : () -> closeAndKeep(cluster, recording)));
                if (!again) {
                    throw e;
                }
            }
        }
    }

    private static void closeAndKeep(Cluster cluster, Recording recording) {
        recording.failedStart().get().ifPresentOrElse(cluster::closeAndKeep, cluster::close);
    }

    private static boolean isPortTaken(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof ReplicatedPostgresException && message.contains("could not bind");
    }
}
