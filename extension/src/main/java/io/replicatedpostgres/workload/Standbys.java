package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.SpecException;
import java.util.List;
import javax.sql.DataSource;

/** Chooses the standby that a reading client reads from: always the same one of the first standbys of the spec, whatever its role is by then. */
final class Standbys {

    private Standbys() {}

    static void require(Cluster cluster, String kind) {
        if (cluster.nodes().size() < 2) {
            throw SpecException.of(kind, "it reads on standbys, and there is none", "Ask for a standby");
        }
    }

    static DataSource of(Client client) {
        List<Node> standbys =
                client.cluster().nodes().subList(1, client.cluster().nodes().size());
        return standbys.get(client.number() % standbys.size()).dataSource();
    }
}
