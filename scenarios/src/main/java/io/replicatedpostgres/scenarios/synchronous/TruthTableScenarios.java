package io.replicatedpostgres.scenarios.synchronous;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.Expectation.SPLIT_BRAIN;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.ReplicatedPostgres;
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
 * Which acknowledged rows survive: each level of {@code synchronous_commit}, with the standby named as synchronous, against
 * each disaster. The table is printed.
 *
 * <p>Loss of data that was written and not synced is NOT OBSERVABLE here: a killed process loses nothing that the kernel
 * holds, so that {@code local} against {@code on} on the primary's own disk, and {@code remote_write} against {@code on} on
 * the standby's, show no difference. That they all survive is no statement about power cuts.
 */
@Tag("synchronous")
@Tag("slow")
@Tag("SYN-09")
@Allow({LOST_WRITES, SPLIT_BRAIN}) // at some levels, by some disasters
@Tag("critical")
@Tag("SYN-03")
@Tag("SYN-05")
@Scenario(
        situation = "A primary and one standby, named in synchronous_standby_names, under load. A disaster strikes.",
        expectation = "What was acknowledged is there afterwards.",
        reality =
                "From remote_write upwards what was acknowledged without a warning survives every disaster of processes and "
                        + "networks. off loses when the primary's processes die, even if it is restarted; local loses with the "
                        + "primary. A cancelled wait is acknowledged with a warning and lost in the failover.",
        source = "PostgreSQL documentation, synchronous_commit; syncrep.c")
public class TruthTableScenarios {

    private static final Map<String, String> TABLE = new ConcurrentSkipListMap<>();

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.OFF, synchronousStandbys = "*")
    void off(Disaster disaster, Cluster cluster) {
        Ledger page = measured("1 off", disaster, cluster);

        if (disaster == Disaster.PARTITION_THEN_PROMOTION) {
            assertThat(page.lost()).isNotEmpty();
        }
        if (disaster == Disaster.STANDBY_KILLED) {
            assertThat(page.lost()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.LOCAL, synchronousStandbys = "*")
    void local(Disaster disaster, Cluster cluster) {
        Ledger page = measured("2 local", disaster, cluster);

        if (disaster == Disaster.PARTITION_THEN_PROMOTION) {
            assertThat(page.lost()).isNotEmpty();
        }
        if (disaster == Disaster.STANDBY_KILLED || disaster == Disaster.BOTH_KILLED) {
            assertThat(page.lost()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_WRITE, synchronousStandbys = "*")
    void remoteWrite(Disaster disaster, Cluster cluster) {
        assertThatNothingIsLost(measured("3 remote_write", disaster, cluster), disaster);
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.ON, synchronousStandbys = "*")
    void on(Disaster disaster, Cluster cluster) {
        assertThatNothingIsLost(measured("4 on", disaster, cluster), disaster);
    }

    @ParameterizedTest
    @EnumSource
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY, synchronousStandbys = "*")
    void remoteApply(Disaster disaster, Cluster cluster) {
        assertThatNothingIsLost(measured("5 remote_apply", disaster, cluster), disaster);
    }

    private static void assertThatNothingIsLost(Ledger page, Disaster disaster) {
        assertThat(page.lost()).isEmpty();
        if (disaster == Disaster.WAIT_CANCELLED) {
            assertThat(page.locallyLost()).isNotEmpty();
        }
    }

    private static Ledger measured(String level, Disaster disaster, Cluster cluster) {
        Workload load = Workload.inserts(cluster, Clients.of(4));
        load.awaitAcknowledged(100);

        disaster.strike(cluster, load);

        cluster.settle();
        History history = History.of(cluster.journal().path().orElseThrow());
        Ledger page =
                Ledger.of(history).stream().filter(Ledger::survivor).findFirst().orElseThrow();
        TABLE.put(level + " " + disaster.compareTo(Disaster.PRIMARY_KILLED), cell(level, disaster, page, load));
        return page;
    }

    private static String cell(String level, Disaster disaster, Ledger page, Workload load) {
        return String.format(
                Locale.ROOT,
                "%-13s %-25s %5s acknowledged, %4s lost; %2s with a warning, %2s of them lost; %2s unknown, %2s of them there",
                level.substring(2),
                disaster.words(),
                load.count(Result.ACKNOWLEDGED),
                page.lost().size(),
                load.count(Result.LOCALLY),
                page.locallyLost().size(),
                load.count(Result.UNKNOWN),
                page.unknownPresent());
    }

    @AfterAll
    static void print() {
        TABLE.values().forEach(Story::shown);
        Story.shown("every level     loss of unsynced data     NOT OBSERVABLE");
    }
}
