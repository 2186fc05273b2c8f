package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.limitedTo;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The replication connection dies, again and again. */
@Tag("network")
@Tag("quick")
public class BrokenConnectionScenarios {

    private static final Pattern STREAMING_FROM = Pattern.compile("started streaming WAL from primary at (\\S+) ");
    private static final int TIMES = 5;

    @ParameterizedTest
    @EnumSource(names = {"REFUSE", "RESET"})
    @Tag("NET-08")
    @Tag("medium")
    @Scenario(
            situation = "The replication link comes and goes, while the primary takes writes.",
            expectation = "Something is applied twice, or the standby is stuck in catchup.",
            reality = "The standby connects again each time, and says streaming at last. Nothing is lost, nothing is "
                    + "applied twice.",
            source = "repmgr issue 855")
    @ReplicatedPostgres(archive = ArchiveMode.NONE, settings = "wal_retrieve_retry_interval = 50ms")
    void aFlappingLinkAppliesNothingTwice(Cut cut, Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE counter (n int); INSERT INTO counter VALUES (0); CREATE TABLE log (n int)");
        LogMark begun = standby.log().mark();
        int written = 0;

        // by what the standby does and not by the clock: on a busy machine it takes longer to connect than a short
        // while
        for (int time = 1; time <= TIMES; time++) {
            cluster.during(between(primary, standby, cut), () -> count(primary));
            count(primary);
            written += 2;
            int streams = time;
            await().atMost(cluster.spec().deadline())
                    .until(() -> streamsBegun(standby, begun).size() >= streams);
        }

        cluster.awaitInSync();
        assertThat(standby).isStreamingFrom(primary);
        String expected = String.valueOf(written);
        assertThat(standby.query("SELECT n FROM counter")).containsExactly(expected);
        assertThat(standby.query("SELECT count(DISTINCT n) FROM log")).containsExactly(expected);
        assertThat(standby.query("SELECT count(*) FROM log")).containsExactly(expected);
        assertThat(cluster).hasSameContent();
    }

    private static void count(Node primary) {
        primary.execute("UPDATE counter SET n = n + 1; INSERT INTO log SELECT n FROM counter");
    }

    @Test
    @Tag("NET-10")
    @Tag("low")
    @EnabledOnProfile(ServerProfile.SMALL) // a segment has to get through before the cut
    @Scenario(
            situation = "Each replication connection dies after 3 MB, in the middle of a record.",
            expectation = "The standby goes on from the last position it has received.",
            reality = "It goes on from the beginning of the segment that holds that position, and gets through.")
    @ReplicatedPostgres(archive = ArchiveMode.NONE, settings = "wal_retrieve_retry_interval = 50ms")
    void cutInMidRecordItGoesOnFromTheSegmentsBeginning(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        LogMark begun = standby.log().mark();

        cluster.during(limitedTo(primary, standby, megabytes(3).bytes()), () -> {
            Lsn written = primary.writeWal(megabytes(8));
            standby.awaitReplay(written);
        });

        List<Lsn> from = streamsBegun(standby, begun);
        // one that is reset loses what the walreceiver has not read yet, and may bring no whole segment
        assertThat(from).isSorted();
        assertThat(Set.copyOf(from)).hasSizeGreaterThanOrEqualTo(2);
        long segment = segmentBytes(primary);
        assertThat(from).allMatch(position -> position.bytes() % segment == 0);
        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }

    @Test
    @Tag("NET-10")
    @Tag("high")
    @Scenario(
            situation = "Each replication connection dies after 300 kB: less than a WAL segment.",
            expectation = "Each connection brings the standby 300 kB further.",
            reality = "It never gets further: each connection begins with the same segment, and dies at the same "
                    + "place in it. It looks busy, and reconnects for ever.",
            source = "RequestXLogStreaming in walreceiverfuncs.c")
    @ReplicatedPostgres(archive = ArchiveMode.NONE, settings = "wal_retrieve_retry_interval = 50ms")
    void cutWithinASegmentItNeverGetsFurther(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        Injected limited = cluster.inject(limitedTo(primary, standby, 300_000));
        LogMark begun = standby.log().mark();

        Lsn written = primary.writeWal(megabytes(2));
        await().until(() -> streamsBegun(standby, begun).size() >= 6);

        List<Lsn> from = streamsBegun(standby, begun);
        assertThat(from.subList(from.size() - 4, from.size())).containsOnly(from.get(from.size() - 1));
        assertThat(standby.state().replayed()).isLessThan(written);

        limited.heal();
        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }

    private static List<Lsn> streamsBegun(Node standby, LogMark since) {
        return standby.log().since(since).stream()
                .map(STREAMING_FROM::matcher)
                .filter(Matcher::find)
                .map(line -> Lsn.parse(line.group(1)))
                .toList();
    }

    private static long segmentBytes(Node node) {
        return Long.parseLong(node.query("SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'")
                .get(0));
    }
}
