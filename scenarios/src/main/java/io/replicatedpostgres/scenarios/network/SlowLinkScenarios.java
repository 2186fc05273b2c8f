package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.bandwidth;
import static io.replicatedpostgres.fault.Faults.latency;
import static io.replicatedpostgres.fault.Faults.sliced;
import static io.replicatedpostgres.model.DataSize.kilobytes;
import static java.util.Objects.requireNonNull;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.scenarios.Story;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The link works, and is slow, narrow or fragmented. */
@Tag("network")
@Tag("quick")
public class SlowLinkScenarios {

    private static final Duration ONE_WAY = Duration.ofMillis(100);
    private static final Duration THERE_AND_BACK = ONE_WAY.multipliedBy(2).minusMillis(5);
    private static final int COMMITS = 3;
    private static final int KILOBYTES_PER_SECOND = 16;

    @Test
    @Tag("NET-06")
    @Tag("medium")
    @Scenario(
            situation = "Each direction of the replication link takes 100 ms longer, and commits are synchronous.",
            expectation = "The stronger the level of synchronous_commit, the longer a commit takes.",
            reality =
                    "off and local wait for no standby and do not feel the link. From remote_write on each commit "
                            + "takes the whole way there and back; what remote_write, on and remote_apply differ by is lost in it.",
            source = "PostgreSQL documentation, synchronous_commit")
    @ReplicatedPostgres(synchronousStandbys = "FIRST 1 (node-2)")
    void aSynchronousCommitTakesTheWayThereAndBack(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE t (id int)");
        Map<SynchronousCommit, Duration> commits;

        try (Injected there = cluster.inject(latency(primary, standby, ONE_WAY));
                Injected back = cluster.inject(latency(standby, primary, ONE_WAY))) {
            commits = fastestCommits(primary);
        }

        Duration local = commits.getOrDefault(SynchronousCommit.LOCAL, Duration.ZERO);
        Duration off = commits.getOrDefault(SynchronousCommit.OFF, Duration.ZERO);
        for (SynchronousCommit level : SynchronousCommit.values()) {
            Duration took = commits.getOrDefault(level, Duration.ZERO);
            Story.shown(String.format(
                    Locale.ROOT, "synchronous_commit = %s: %.1f ms", level.value(), took.toNanos() / 1e6));
            if (level.compareTo(SynchronousCommit.LOCAL) > 0) {
                assertThat(took).as(level.value()).isGreaterThanOrEqualTo(THERE_AND_BACK);
                assertThat(local).isPositive().isLessThanOrEqualTo(took);
                assertThat(off).isPositive().isLessThanOrEqualTo(took);
            }
        }
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    private static Map<SynchronousCommit, Duration> fastestCommits(Node primary) throws SQLException {
        var fastest = new EnumMap<SynchronousCommit, Duration>(SynchronousCommit.class);
        try (Connection connection = primary.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (SynchronousCommit level : SynchronousCommit.values()) {
                statement.execute("SET synchronous_commit = " + level.value());
                for (int i = 0; i < COMMITS; i++) {
                    Since begun = Since.now();
                    statement.execute("INSERT INTO t VALUES (1)");
                    fastest.merge(level, begun.elapsed(), (a, b) -> a.compareTo(b) < 0 ? a : b);
                }
            }
        }
        return fastest;
    }

    @Test
    @Tag("NET-07")
    @Tag("high")
    @Scenario(
            situation = "The replication link carries 16 kB/s, and the primary writes faster than that.",
            expectation = "The primary is slowed down to what the link carries.",
            reality = "Nothing slows the primary down: the lag and the WAL that the slot retains grow by what is "
                    + "written. sent_lsn runs ahead of what has arrived: it counts what lies in buffers on the way.")
    @ReplicatedPostgres(slots = "air", archive = ArchiveMode.NONE)
    void behindANarrowLinkTheLagGrows(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        Injected narrow = cluster.inject(bandwidth(primary, standby, KILOBYTES_PER_SECOND));
        Since begun = Since.now();
        Lsn start = replayed(standby);
        List<Long> lags = new ArrayList<>();
        List<DataSize> retained = new ArrayList<>();

        for (int i = 0; i < 3; i++) {
            Lsn written = primary.writeWal(kilobytes(512));
            lags.add(written.minus(replayed(standby)));
            retained.add(retained(primary));
        }

        long arrived = replayed(standby).minus(start);
        long carriedAtMost = begun.elapsed().toMillis() * KILOBYTES_PER_SECOND;
        assertThat(arrived).isLessThanOrEqualTo(carriedAtMost);
        assertThat(lags).isSorted().doesNotHaveDuplicates();
        assertThat(retained).isSorted().doesNotHaveDuplicates();
        var seen = SaidStreaming.seenBy(primary, standby);
        assertThat(seen.sent()).isGreaterThan(seen.flushed());
        Story.shown("lag after each 512 kB: %s bytes; retained: %s; %s now: %s"
                .formatted(lags, retained, primary.currentLsn(), seen));

        narrow.heal();
        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }

    private static Lsn replayed(Node standby) {
        return requireNonNull(standby.state().replayed());
    }

    private static DataSize retained(Node primary) {
        return requireNonNull(primary.slot("air").retained());
    }

    @Test
    @Tag("NET-09")
    @Tag("low")
    @Scenario(
            situation = "Everything between primary and standby arrives in pieces of a few bytes, logging in included.",
            expectation = "One side reads half a message.",
            reality = "Neither does. The standby logs in, streams and replays, and neither side logs an error.")
    @ReplicatedPostgres
    void aFragmentedStreamIsStillAStream(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        try (Injected there = cluster.inject(sliced(primary, standby, 7, Duration.ZERO));
                Injected back = cluster.inject(sliced(standby, primary, 7, Duration.ZERO))) {
            standby.restart();
            LogMark onPrimary = primary.log().mark();
            LogMark onStandby = standby.log().mark();

            primary.execute("CREATE TABLE t AS SELECT i, md5(i::text) FROM generate_series(1, 2000) AS i");
            cluster.awaitInSync();

            assertThat(primary.log().since(onPrimary)).noneMatch(SlowLinkScenarios::complains);
            assertThat(standby.log().since(onStandby)).noneMatch(SlowLinkScenarios::complains);
            assertThat(cluster).isInSync().hasSameContent();
        }
    }

    private static boolean complains(String line) {
        return line.contains("ERROR:")
                || line.contains("FATAL:")
                || line.contains("PANIC:")
                || line.contains("invalid");
    }
}
