package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.oneWay;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.scenarios.Story;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Only one direction of the link is dead. */
@Tag("network")
@Tag("quick")
@Tag("NET-04")
@ReplicatedPostgres(settings = {"wal_sender_timeout = 3s", "wal_receiver_timeout = 3s"})
public class OneWayScenarios {

    private static final Duration TIMEOUT = Duration.ofMillis(2_990);
    private static final int TIME_LENGTH = "2026-01-01 00:00:00.000".length();

    @Test
    @Tag("high")
    @Tag("NET-04")
    @Scenario(
            situation = "What the primary sends does not arrive; what the standby sends does. Both timeouts are 3 s.",
            expectation = "Both sides notice alike, or neither.",
            reality =
                    "To the primary all is well: it sends, and the standby's messages come in. The standby notices "
                            + "by its timeout and hangs up, politely: the walsender ends, and the primary's log says nothing of it.")
    void fromThePrimaryItIsTheStandbyThatNotices(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        LogMark onPrimary = primary.log().mark();
        LogMark onStandby = standby.log().mark();
        Since lastHeardOf = Since.now();
        primary.execute("CREATE TABLE before_the_cut()");
        cluster.awaitInSync();
        Injected cut = cluster.inject(oneWay(primary, standby));

        primary.execute("CREATE TABLE during_the_cut()");
        Lsn written = primary.currentLsn();
        await().untilAsserted(() -> {
            var seen = SaidStreaming.seenBy(primary, standby);
            assertThat(seen.sent()).isGreaterThanOrEqualTo(written);
            assertThat(seen.flushed()).isLessThan(written);
        });
        var said = SaidStreaming.of(primary, standby, lastHeardOf, Duration.ofSeconds(30));

        standby.log().await("terminating walreceiver due to timeout", onStandby);
        assertThat(primary.log().since(onPrimary))
                .noneMatch(line -> line.contains("walsender") || line.contains("standby"));
        assertThat(said.primary()).isGreaterThanOrEqualTo(TIMEOUT);
        assertThat(said.standby()).isGreaterThanOrEqualTo(TIMEOUT);
        assertThat(standby.state().replayed()).isLessThan(written);
        Story.shown(said.toString());
        heal(cut, cluster);
    }

    @Test
    @Tag("high")
    @Tag("NET-04")
    @Scenario(
            situation = "What the standby sends does not arrive; what the primary sends does. Both timeouts are 3 s.",
            expectation = "A standby that replays everything is seen to do so.",
            reality = "The standby has all of it, and the primary sees it stand still: a synchronous commit would "
                    + "hang with its row on both. The primary notices by its timeout and hangs up.")
    void fromTheStandbyItIsThePrimaryThatNotices(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        LogMark onPrimary = primary.log().mark();
        LogMark onStandby = standby.log().mark();
        Since lastHeardOf = Since.now();
        primary.execute("CREATE TABLE before_the_cut()");
        cluster.awaitInSync();
        Injected cut = cluster.inject(oneWay(standby, primary));

        primary.execute("CREATE TABLE during_the_cut()");
        Lsn written = primary.currentLsn();
        standby.awaitReplay(written);
        assertThat(SaidStreaming.seenBy(primary, standby).flushed()).isLessThan(written);
        assertThat(standby).isStreamingFrom(primary);
        var said = SaidStreaming.of(primary, standby, lastHeardOf, Duration.ofSeconds(30));

        String gaveUp = primary.log().await("terminating walsender process due to replication timeout", onPrimary);
        String sawIt = standby.log().await("could not receive data from WAL stream", onStandby);
        assertThat(time(gaveUp)).isLessThanOrEqualTo(time(sawIt));
        assertThat(standby.log().since(onStandby)).noneMatch(line -> line.contains("walreceiver due to timeout"));
        assertThat(said.primary()).isGreaterThanOrEqualTo(TIMEOUT);
        Story.shown(said.toString());
        heal(cut, cluster);
    }

    private static void heal(Injected cut, Cluster cluster) {
        cut.heal();
        cluster.awaitInSync();
        assertThat(cluster).isInSync().hasSameContent();
    }

    private static String time(String logLine) {
        return logLine.substring(0, TIME_LENGTH);
    }
}
