package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.model.ProcessKind.WALRECEIVER;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Story;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The link between a primary and its standby is dead. When do they notice? */
@Tag("network")
public class DeadLinkScenarios {

    private static final String SENDER_GAVE_UP = "terminating walsender process due to replication timeout";
    private static final String RECEIVER_GAVE_UP = "terminating walreceiver due to timeout";
    private static final Duration THREE_SECONDS = Duration.ofMillis(2_990);
    private static final Duration ONE_MINUTE = Duration.ofMillis(59_990);

    @Test
    @Tag("quick")
    @Tag("NET-01")
    @Tag("medium")
    @Tag("OBS-02")
    @Scenario(
            situation = "Nothing passes between primary and standby any more. Both timeouts are 3 s.",
            expectation = "The views show at once that the standby is gone.",
            reality = "Both sides go on saying streaming until their own timeout has passed since they last heard of "
                    + "each other. The primary's writes are not held up. When the link is back the standby catches up.",
            source = "PostgreSQL documentation, wal_sender_timeout")
    @ReplicatedPostgres(settings = {"wal_sender_timeout = 3s", "wal_receiver_timeout = 3s"})
    void bothSidesNoticeWhenTheirTimeoutHasPassed(Cluster cluster) {
        assertThatBothNoticeAfter(THREE_SECONDS, cluster);
    }

    @Test
    @Tag("slow")
    @Tag("NET-02")
    @Tag("high")
    @Tag("OBS-02")
    @Scenario(
            situation = "Nothing passes between primary and standby any more. The timeouts are PostgreSQL's own.",
            expectation = "Monitoring that reads pg_stat_replication notices within seconds.",
            reality = "For a minute both sides say streaming, with a lag of what was last reported.",
            source = "repmgr issue 174")
    @ReplicatedPostgres(timeout = "100s")
    void withTheDefaultsBothSayStreamingForAMinute(Cluster cluster) {
        assertThatBothNoticeAfter(ONE_MINUTE, cluster);
    }

    private static void assertThatBothNoticeAfter(Duration timeout, Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        LogMark onPrimary = primary.log().mark();
        LogMark onStandby = standby.log().mark();
        Since lastHeardOf = Since.now();
        primary.execute("CREATE TABLE before_the_cut()");
        cluster.awaitInSync();

        Injected partition = cluster.inject(between(primary, standby));
        assertThat(standby).isStreamingFrom(primary);
        primary.execute("CREATE TABLE during_the_cut()");
        var said = SaidStreaming.of(primary, standby, lastHeardOf, timeout.plusSeconds(40));

        assertThat(said.primary()).isGreaterThanOrEqualTo(timeout);
        assertThat(said.standby()).isGreaterThanOrEqualTo(timeout);
        primary.log().await(SENDER_GAVE_UP, onPrimary);
        standby.log().await(RECEIVER_GAVE_UP, onStandby);
        Story.shown(said.toString());

        partition.heal();
        Since healed = Since.now();
        cluster.awaitInSync();
        Story.shown("in sync %s after healing".formatted(Since.seconds(healed.elapsed())));
        assertThat(cluster).isInSync().hasSameContent();
    }

    @Test
    @Tag("slow")
    @Tag("NET-03")
    @Tag("high")
    @Scenario(
            situation = "Nothing passes between primary and standby any more. Both timeouts are switched off.",
            expectation = "TCP keepalive notices sooner or later.",
            reality = "It does not: past the minute of the default timeouts both sides still say streaming. If the "
                    + "link comes back they go on with the same connection. (Behind a stream proxy TCP itself is "
                    + "never cut, so neither keepalive nor the back-off of a cut TCP connection shows here.)")
    @ReplicatedPostgres(settings = {"wal_sender_timeout = 0", "wal_receiver_timeout = 0"})
    void withoutTimeoutsNobodyNotices(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        var walsender = primary.query("SELECT pid FROM pg_stat_replication");
        Injected partition = cluster.inject(between(primary, standby));
        primary.execute("CREATE TABLE during_the_cut()");

        Since cut = Since.now();
        await().atMost(ONE_MINUTE.plusSeconds(40))
                .until(() -> cut.elapsed().compareTo(ONE_MINUTE.plusSeconds(5)) > 0
                        || !SaidStreaming.bothSay(primary, standby));
        assertThat(SaidStreaming.bothSay(primary, standby))
                .as("both say streaming")
                .isTrue();
        assertThat(standby.state().replayed()).isLessThan(primary.currentLsn());

        partition.heal();
        Since healed = Since.now();
        cluster.awaitInSync();
        Story.shown("in sync %s after healing".formatted(Since.seconds(healed.elapsed())));
        assertThat(primary.query("SELECT pid FROM pg_stat_replication")).isEqualTo(walsender);
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("quick")
    @Tag("STR-14")
    @Tag("medium")
    @Scenario(
            situation = "The standby's walreceiver is frozen; wal_sender_timeout is 2 s.",
            expectation = "The kernel of the standby still answers, so the connection counts as alive.",
            reality = "Only messages of the walreceiver count: the primary drops it when the timeout has passed. The "
                    + "frozen standby says streaming all the while, and is back at once when it thaws.")
    @ReplicatedPostgres(settings = {"wal_sender_timeout = 2s", "wal_retrieve_retry_interval = 100ms"})
    void aFrozenWalreceiverIsDropped(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        LogMark onPrimary = primary.log().mark();
        Since lastHeardOf = Since.now();
        primary.execute("CREATE TABLE before_the_freeze()");
        cluster.awaitInSync();

        try (var frozen = standby.pause(WALRECEIVER)) {
            primary.log().await(SENDER_GAVE_UP, onPrimary);
            assertThat(lastHeardOf.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(1_990));
            // the walsender says so, and is gone a moment later
            await().untilAsserted(() -> assertThat(primary.standbys()).isEmpty());
            assertThat(SaidStreaming.standbySays(standby)).isTrue();
        }

        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }
}
