package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Story;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cells of the truth table of synchronous replication that no killed process can fill: which acknowledged rows survive a power cut,
 * for each level of {@code synchronous_commit}, with the standby named as synchronous. The table is printed.
 */
@Tag("power")
@Tag("slow")
@Tag("PWR-23")
@RequiresFault(FaultKind.POWER_CUT)
@Allow(LOST_WRITES) // at some levels, by some cuts
@Tag("critical")
@Scenario(
        situation =
                "A primary and one standby, named in synchronous_standby_names, under load. The power of the primary, of the"
                        + " standby, or of both is cut; then the one is started again, or the other one promoted.",
        expectation = "From remote_write upwards what was acknowledged survives, as it does when processes are killed.",
        reality =
                "on and remote_apply survive every cell: the commit is flushed on both disks before it is acknowledged. local"
                        + " survives where the primary comes back. off loses on the primary itself. remote_write waits until"
                        + " the standby has, in the words of the documentation, received the commit record and written it out to"
                        + " its file system: what is promised is that it survives a crash of PostgreSQL there, not one of the"
                        + " operating system.",
        source = "PostgreSQL documentation, synchronous_commit")
public class PowerTableScenarios {

    private static final Map<String, String> TABLE = new ConcurrentSkipListMap<>();

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(
            disk = "ext4",
            synchronousCommit = SynchronousCommit.OFF,
            synchronousStandbys = "*",
            settings = "wal_writer_delay = 10s")
    void off(PowerLoss cut, Cluster cluster) {
        Ledger page = measured("1 off", cut, cluster);

        if (cut == PowerLoss.STANDBY_THEN_RESTART) {
            assertThat(page.lost()).isEmpty();
        } else {
            assertThat(page.lost()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(disk = "ext4", synchronousCommit = SynchronousCommit.LOCAL, synchronousStandbys = "*")
    void local(PowerLoss cut, Cluster cluster) {
        Ledger page = measured("2 local", cut, cluster);

        if (cut.restarts()) {
            assertThat(page.lost()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(disk = "ext4", synchronousCommit = SynchronousCommit.REMOTE_WRITE, synchronousStandbys = "*")
    void remoteWrite(PowerLoss cut, Cluster cluster) {
        Ledger page = measured("3 remote_write", cut, cluster);

        if (cut.restarts() || cut == PowerLoss.PRIMARY_THEN_PROMOTION) {
            assertThat(page.lost()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(disk = "ext4", synchronousCommit = SynchronousCommit.ON, synchronousStandbys = "*")
    void on(PowerLoss cut, Cluster cluster) {
        assertThat(measured("4 on", cut, cluster).lost()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(disk = "ext4", synchronousCommit = SynchronousCommit.REMOTE_APPLY, synchronousStandbys = "*")
    void remoteApply(PowerLoss cut, Cluster cluster) {
        assertThat(measured("5 remote_apply", cut, cluster).lost()).isEmpty();
    }

    private static Ledger measured(String level, PowerLoss cut, Cluster cluster) {
        Workload load = Workload.inserts(cluster, Clients.of(4));
        load.awaitAcknowledged(100);

        cut.strike(cluster, load);

        cluster.settle();
        History history = History.of(cluster.journal().path().orElseThrow());
        Ledger page =
                Ledger.of(history).stream().filter(Ledger::survivor).findFirst().orElseThrow();
        TABLE.put(
                level + " " + cut.compareTo(PowerLoss.PRIMARY_THEN_RESTART),
                String.format(
                        Locale.ROOT,
                        "%-13s %-25s %5s acknowledged, %4s lost; %2s unknown, %2s of them there",
                        level.substring(2),
                        cut.words(),
                        load.count(Result.ACKNOWLEDGED),
                        page.lost().size(),
                        load.count(Result.UNKNOWN),
                        page.unknownPresent()));
        return page;
    }

    @AfterAll
    static void print() {
        TABLE.values().forEach(Story::shown);
    }
}
