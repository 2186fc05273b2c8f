package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM of another language: other digits, and a dotless i. What is said to servers and tools is the same in each. */
@ResourceLock(Resources.LOCALE)
class OtherLocalesTest {

    private final Locale before = Locale.getDefault();

    private final TimeZone zone = TimeZone.getDefault();

    @AfterEach
    void giveBack() {
        Locale.setDefault(before);
        TimeZone.setDefault(zone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Kathmandu", "GMT+05:30", "America/St_Johns"})
    void aTimeZoneThatTheServerKnowsDoesNotMatter(String id) {
        TimeZone.setDefault(TimeZone.getTimeZone(id));

        try (Cluster cluster = Cluster.start(ClusterSpec.primaryAndStandby())) {
            assertThat(cluster).isInSync();
        }
    }

    @Test
    @SuppressWarnings("ThreeLetterTimeZoneID") // Java knows it, and PostgreSQL does not
    void oneThatItDoesNotKnowIsAnsweredWithAWayOut() {
        TimeZone.setDefault(TimeZone.getTimeZone("AET"));

        assertThatThrownBy(() -> Cluster.start(ClusterSpec.primaryAndStandby()))
                .isInstanceOf(SpecException.class)
                .hasMessageContainingAll("time zone of this JVM, AET", "-Duser.timezone=UTC");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tr-TR", "fa-IR", "ar-EG-u-nu-arab", "ne-NP", "mr-IN", "th-TH-u-ca-buddhist-nu-thai"})
    void clustersStartFailOverAndAreSlowedDown(String language) {
        Locale.setDefault(Locale.forLanguageTag(language));

        try (Cluster cluster = Cluster.start(ClusterSpec.primaryAndStandby())) {
            Node old = cluster.primary();
            Node heir = cluster.standby();
            Workload load = Workload.inserts(cluster, Clients.of(2));
            cluster.during(Faults.latency(old, heir, Duration.ofMillis(5)), () -> load.awaitAcknowledged(5));
            cluster.during(Faults.limitedTo(old, heir, 1024), () -> load.awaitAcknowledged(1));
            cluster.during(Faults.bandwidth(old, heir, 64), () -> load.awaitAcknowledged(1));
            load.close();
            cluster.awaitInSync();
            old.kill();
            cluster.failover();
            old.rewindTo(heir);
            old.start();
            cluster.awaitConverged(cluster.deadline());

            assertThat(cluster).isInSync().hasSameContent();
        }
    }
}
