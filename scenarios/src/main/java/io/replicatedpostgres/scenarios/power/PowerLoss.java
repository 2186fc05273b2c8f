package io.replicatedpostgres.scenarios.power;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.workload.Workload;
import java.util.Locale;

/** Whose machine loses its power under load, and what is done then. Afterwards exactly one node is a primary. */
enum PowerLoss {
    /** The primary's; it comes back. */
    PRIMARY_THEN_RESTART {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node primary = cluster.primary();
            primary.cutPower();
            load.close();
            primary.start();
        }
    },
    /** The primary's; the standby is promoted. */
    PRIMARY_THEN_PROMOTION {
        @Override
        void strike(Cluster cluster, Workload load) {
            cluster.primary().cutPower();
            load.close();
            cluster.standby().promote();
        }
    },
    /** The standby's; it comes back. */
    STANDBY_THEN_RESTART {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node standby = cluster.standby();
            standby.cutPower();
            load.close();
            standby.start();
        }
    },
    /** The standby's; while it is away that of the primary too. The standby comes back and is promoted. */
    STANDBY_THEN_PROMOTION {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node primary = cluster.primary();
            Node standby = cluster.standby();
            standby.cutPower();
            primary.cutPower();
            load.close();
            standby.start();
            standby.promote();
        }
    },
    /** Both at one instant; both come back as what they were. */
    BOTH_THEN_RESTART {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node primary = cluster.primary();
            Node standby = cluster.standby();
            cluster.cutPower(primary, standby);
            load.close();
            primary.start();
            standby.start();
        }
    },
    /** Both at one instant; the standby comes back and is promoted. */
    BOTH_THEN_PROMOTION {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node standby = cluster.standby();
            cluster.cutPower(cluster.primary(), standby);
            load.close();
            standby.start();
            standby.promote();
        }
    };

    abstract void strike(Cluster cluster, Workload load);

    /** Whether the node that goes on is the one that was the primary. */
    boolean restarts() {
        return name().endsWith("RESTART");
    }

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
