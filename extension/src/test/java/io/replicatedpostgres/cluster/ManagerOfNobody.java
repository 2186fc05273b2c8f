package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.manager.Etcd;
import io.replicatedpostgres.manager.Patroni;
import io.replicatedpostgres.manager.PatroniConfig;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.Place;
import java.util.List;

/** A failover manager of a cluster that has none: it refuses wrong arguments, and no agent answers it. */
public final class ManagerOfNobody {

    private ManagerOfNobody() {}

    /** Of this cluster. */
    public static ClusterManager of(Cluster cluster) {
        Manager manager = Manager.patroni();
        var patroni = new Patroni(
                new PatroniConfig("unanswered", manager, "/nowhere"),
                Credentials.random(),
                new Etcd(List.of()),
                Place.anywhere());
        return new ClusterManager(cluster, new Management(patroni), new Acts(Journal.none(), List::of));
    }
}
