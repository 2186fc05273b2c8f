package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.between;

import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lag;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagTest {

    private static final DataSize MEGABYTE = DataSize.megabytes(1);

    @Test
    @ReplicatedPostgres(
            standby = {@Standby(name = "near"), @Standby(name = "far", upstream = "near")},
            settings = "autovacuum = off")
    void whatIsNotReplayedIsCountedAlsoThroughACascade(
            Cluster cluster, @OnNode("near") Node near, @OnNode("far") Node far) {
        Node primary = cluster.primary();
        assertThat(near).isWithin(MEGABYTE);

        cluster.during(ReplicationFaults.replayPaused(near), () -> {
            primary.execute("CREATE TABLE t (id int)");
            primary.writeWal(MEGABYTE);

            Lag lag = near.lag();

            assertThat(lag.primary()).isEqualTo(primary.ref());
            assertThat(lag.notReplayed()).isGreaterThanOrEqualTo(MEGABYTE);
            assertThatThrownBy(() -> assertThat(near).isWithin(DataSize.kilobytes(512)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("expected near to be within 512 kB of the primary, but near is ");
        });
        near.awaitReplay(primary.currentPosition());
        far.awaitReplay(primary.currentPosition());

        assertThat(far).isWithin(MEGABYTE).isWithin(Duration.ofHours(1));
        assertThat(far.lagBehind(near).primary()).isEqualTo(near.ref());
    }

    @Test
    @ReplicatedPostgres
    void whatIsNotShippedIsNotReceivedEither(Cluster cluster) {
        Node standby = cluster.standby();
        cluster.awaitInSync();

        cluster.during(between(cluster.primary(), standby), () -> {
            cluster.primary().writeWal(MEGABYTE);

            assertThat(standby.lag().notReceived()).isGreaterThanOrEqualTo(MEGABYTE);
        });
    }

    @Test
    @ReplicatedPostgres
    void whereThereIsNoDistanceNoneIsGiven(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        assertThatThrownBy(primary::lag).hasMessageContaining("asked for its lag behind itself");
        assertThatThrownBy(() -> primary.lagBehind(standby)).hasMessageContaining("it is a primary");
        standby.stop();
        assertThatThrownBy(standby::lag).isInstanceOf(ReplicatedPostgresException.class);
        assertThatThrownBy(() -> assertThat(standby).isWithin(MEGABYTE)).isInstanceOf(AssertionError.class);
    }
}
