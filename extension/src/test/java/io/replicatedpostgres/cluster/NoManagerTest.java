package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ManagerFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import org.junit.jupiter.api.Test;

/** What a test asks of a failover manager in a cluster that has none. */
@ReplicatedPostgres(standbys = 0)
class NoManagerTest {

    @Test
    void itSaysThatThereIsNone(Cluster cluster) {
        assertThatThrownBy(cluster::manager)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("has no failover manager")
                .hasMessageContaining("manager = PATRONI");
        assertThatThrownBy(() -> cluster.inject(ManagerFaults.storeKilled()))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("no distributed configuration store");
        assertThatThrownBy(() -> cluster.inject(Faults.cutFromStore(cluster.primary())))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("would strike nothing");
        // where no manager can be had at all, that is said first
        assertThatThrownBy(() -> cluster.inject(ManagerFaults.agentFrozen(cluster.primary())))
                .isInstanceOfAny(ReplicatedPostgresException.class, SpecException.class)
                .hasMessageFindingMatch("manager|cannot be had here, because");
    }
}
