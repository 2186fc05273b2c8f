package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.power.ForgettingScenarios;
import io.replicatedpostgres.scenarios.power.InterruptedRewindScenarios;
import io.replicatedpostgres.scenarios.power.PowerCutScenarios;
import io.replicatedpostgres.scenarios.power.PowerTableScenarios;
import io.replicatedpostgres.scenarios.power.SickDiskScenarios;
import io.replicatedpostgres.scenarios.power.SyncErrorScenarios;
import io.replicatedpostgres.scenarios.power.TornPageScenarios;
import java.util.List;

/** What makes a sync a lie, and what makes one happen where the scenario shows that there is none. */
final class PowerSabotage {

    private static final String NO_THROWABLE = "Expecting code to raise a throwable";

    private PowerSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(PowerCutScenarios.class, "whatWasAcknowledgedSurvives")
                        .before("fsync is off", PowerSabotage::syncNothing)
                        .failsWith("no acknowledged write lost: BROKEN"),
                Sabotage.of(PowerCutScenarios.class, "theRackLosesItsPowerAndTheStandbyHasAll")
                        .before(
                                "fsync is off on the standby",
                                cluster -> cluster.standby().configure("fsync = off"))
                        .failsWith("no acknowledged write lost: BROKEN"),
                Sabotage.of(PowerCutScenarios.class, "aPreparedTransactionSurvives")
                        .before("fsync is off", PowerSabotage::syncNothing)
                        .failsWith("order 1"),
                Sabotage.of(PowerCutScenarios.class, "anAsynchronousCommitIsGone")
                        .before(
                                "the WAL writer is quick",
                                cluster -> cluster.primary().configure("wal_writer_delay = 1ms"))
                        .failsWith("[\"0\"]"),
                Sabotage.of(ForgettingScenarios.class, "whoForgotWithinASegmentIsStreamedFrom")
                        .before("fsync is on", cluster -> cluster.primary().configure("fsync = on"))
                        .failsWith("on the primary"),
                Sabotage.of(ForgettingScenarios.class, "aRemoteWriteIsGoneWithBoth")
                        .before("synchronous_commit is on", PowerSabotage::waitForTheSync)
                        .failsWith("waits for a standby to confirm it (wait_event SyncRep)"),
                Sabotage.of(PowerTableScenarios.class, "on")
                        .invocation(5)
                        .before(
                                "fsync is off on the standby",
                                cluster -> cluster.standby().configure("fsync = off"))
                        .failsWith("Expecting empty"),
                healed("aFullDiskStillTakesWhatItHasRoomFor", NO_THROWABLE),
                healed("badSectorsHurtOneTableAndEveryBackup", NO_THROWABLE, "[pg_basebackup]"),
                healed("theSlowestDiskSetsThePace", "to be greater than"),
                healed("aCommitWaitsForTheDiskOfTheWal", "to be greater than"),
                wholeRewind("ofARewindThatWasNotSyncedNothingIsThere"),
                wholeRewind("halfARewindIsNoServer"),
                unsynced("aFailedSyncIsAPanic", NO_THROWABLE),
                unsynced("aServerThatRecoversFromItsPanicHasLost", "did not log 'PANIC:  could not fsync file'"),
                unsynced("aRetriedSyncLies", NO_THROWABLE),
                torn("aTornPageIsWrittenAnew", "off", "invalid page in block 0"),
                torn("withoutChecksumsNobodyNotices", "on", "rows that are whole"),
                torn("checksumsNotice", "on", NO_THROWABLE));
    }

    private static Sabotage healed(String scenario, String... failures) {
        return Sabotage.of(SickDiskScenarios.class, scenario).faultsHealAtOnce().failsWith(failures);
    }

    /** The connection that should die does not. */
    private static Sabotage wholeRewind(String scenario) {
        return Sabotage.of(InterruptedRewindScenarios.class, scenario)
                .faultsHealAtOnce()
                .failsWith("pg_rewind: Done!");
    }

    /** A server that syncs nothing is told of no error. */
    private static Sabotage unsynced(String scenario, String failure) {
        return Sabotage.of(SyncErrorScenarios.class, scenario)
                .before("fsync is off", PowerSabotage::syncNothing)
                .failsWith(failure);
    }

    private static Sabotage torn(String scenario, String fullPageWrites, String failure) {
        String setting = "full_page_writes = " + fullPageWrites;
        return Sabotage.of(TornPageScenarios.class, scenario)
                .before(setting, cluster -> cluster.primary().configure(setting))
                .failsWith(failure);
    }

    /** The harness owns the setting, and what ALTER SYSTEM writes beats it. */
    private static void waitForTheSync(Cluster cluster) {
        cluster.primary().execute("ALTER SYSTEM SET synchronous_commit = 'on'");
        cluster.primary().execute("SELECT pg_reload_conf()");
    }

    private static void syncNothing(Cluster cluster) {
        cluster.primary().configure("fsync = off");
    }
}
