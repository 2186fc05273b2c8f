package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.*;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One static import serves AssertJ and ours. */
class OneImportTest {

    @Test
    @ReplicatedPostgres(standbys = 0, slots = "air")
    void servesEverything(Cluster cluster) {
        assertThat("text").startsWith("te");
        assertThat(1).isPositive();
        assertThat(List.of(1, 2)).containsExactly(1, 2);
        assertThat(Map.of("a", 1)).containsEntry("a", 1);
        assertThat(Optional.of("a")).contains("a");
        assertThatThrownBy(() -> cluster.node("node-9")).hasMessageContaining("[node-1]");
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(cluster::standby);
        assertThat(catchThrowable(cluster::standby)).hasMessageContaining("there is none");
        assertThat(cluster).isNotSplitBrain();
        assertThat(cluster.primary()).isPrimary();
        assertThat(cluster.primary().slot("air")).isInactive();
        assertThat(cluster.nodes()).hasSize(1).first().isEqualTo(cluster.primary());
        assertThat(cluster.primary().currentLsn()).isGreaterThan(Lsn.ZERO);
    }

    @Test
    void describesWhatItIsAbout() {
        @Nullable Cluster none = null;

        assertThatThrownBy(() -> assertThat(none).as("our cluster").isInSync()).hasMessageContaining("[our cluster]");
    }
}
