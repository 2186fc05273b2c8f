package io.replicatedpostgres.badinput;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.Step;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.IsolationCheck;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.cluster.RecoveryTarget;
import io.replicatedpostgres.cluster.RewindRole;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.cluster.Work;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.Patient;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.Manager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.SettingsFile;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.ListAppend;
import io.replicatedpostgres.workload.ReadWrite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** What a test would give beside a hostile value. */
final class GoodParts {

    private GoodParts() {}

    static void into(Makers makers, Stage stage) {
        values(makers, stage);
        parts(makers, stage);
    }

    private static void values(Makers makers, Stage stage) {
        makers.put(int.class, () -> 1);
        makers.put(long.class, () -> 1L);
        makers.put(double.class, () -> 1.0);
        makers.put(boolean.class, () -> true);
        makers.put(Long.class, () -> 1L);
        makers.put(Object.class, () -> 1);
        makers.put(byte[].class, () -> new byte[1]);
        makers.put(Duration.class, () -> Duration.ofMillis(500));
        makers.put(Instant.class, () -> Instant.parse("2026-11-28T00:00:00Z"));
        makers.put(Path.class, () -> stage.directory().resolve("kept"));
        makers.put(DataSize.class, () -> DataSize.megabytes(64));
        makers.put(Lsn.class, () -> Lsn.parse("0/3000000"));
        makers.put(Timeline.class, () -> Timeline.FIRST);
        makers.put(TimelineHistory.class, () -> TimelineHistory.parse(Timeline.FIRST, ""));
        makers.put(TimelineHistory.Ancestor.class, () -> new TimelineHistory.Ancestor(Timeline.FIRST, Lsn.ZERO));
        makers.put(PostgresVersion.class, () -> new PostgresVersion(15, 1));
        makers.put(LogMark.class, () -> LogMark.BEGINNING);
        makers.put(WalPosition.class, () -> new WalPosition(Timeline.FIRST, Lsn.parse("0/3000000")));
        makers.put(NodeRef.class, () -> stage.standby().ref());
        makers.put(Identified.class, stage::standby);
    }

    private static void parts(Makers makers, Stage stage) {
        makers.put(ClusterSpec.class, stage::spec);
        makers.put(NodeSpec.class, () -> stage.spec().primary());
        makers.put(StandbySpec.class, StandbySpec::standby);
        makers.put(Place.class, stage::place);
        makers.put(SynchronousStandbys.class, SynchronousStandbys::none);
        makers.put(Disk.class, Disk::ext4);
        makers.put(ManagerKind.class, () -> ManagerKind.PATRONI);
        makers.put(Manager.class, () -> Manager.patroni());
        makers.put(InitScript.class, () -> new InitScript("good.sql", "SELECT 1"));
        makers.put(SettingsFile.class, () -> new SettingsFile("good.conf", List.of()));
        makers.put(SettingsFile.Line.class, () -> new SettingsFile.Line(1, "work_mem", "8MB"));
        makers.put(Journal.class, Journal::none);
        makers.put(Secrets.class, () -> Secrets.of());
        makers.put(Check.class, () -> Guarantees.noWriteDoneTwice());
        makers.put(Recording.class, Recording::none);
        makers.put(ListAppend.class, () -> ListAppend.at(IsolationLevel.REPEATABLE_READ));
        makers.put(ReadWrite.class, () -> ReadWrite.at(IsolationLevel.REPEATABLE_READ));
        makers.put(IsolationCheck.class, Guarantees::snapshotIsolation);
        makers.put(Clients.class, () -> Clients.of(1).atMost(1));
        makers.put(DataSource.class, () -> stage.cluster().dataSource());
        makers.put(RecoveryTarget.class, () -> RecoveryTarget.name("here"));
        makers.put(TakenBackup.class, stage::backup);
        makers.put(RewindRole.class, () -> new RewindRole("rewinder", "secret"));
        makers.put(Mischief.class, () -> Mischief.PAUSE);
        makers.put(Step.class, () -> Step.of(Mischief.PAUSE, "node-2", 1, 1));
        makers.put(Fault.class, () -> Faults.isolated(stage.standby()));
        makers.put(Damage.class, () -> ProcessFaults.killed(stage.standby()));
        makers.put(Work.class, () -> (Work) Lambdas.fine(Work.class));
        makers.put(Runnable.class, () -> () -> {});
        makers.put(Patient.class, stage::patient);
        makers.put(Set.class, () -> Set.of());
        makers.put(Map.class, () -> Map.of());
    }
}
