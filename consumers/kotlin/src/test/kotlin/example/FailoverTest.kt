package example

import io.replicatedpostgres.assertions.ReplicationAssertions.assertThat
import io.replicatedpostgres.cluster.Cluster
import io.replicatedpostgres.fault.Faults
import io.replicatedpostgres.junit.ReplicatedPostgres
import org.junit.jupiter.api.Test

@ReplicatedPostgres
class FailoverTest {

    @Test
    fun `a standby that is cut off takes over`(cluster: Cluster) {
        val old = cluster.primary()
        val heir = cluster.standby()

        cluster.during(Faults.between(old, heir)) {
            heir.promote()
            assertThat(cluster).isSplitBrain
        }

        assertThat(heir).isPrimary.isOnTimeline(2)
    }
}
