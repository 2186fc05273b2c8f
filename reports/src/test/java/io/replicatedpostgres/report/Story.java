package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The split brain that is repaired by a rewind, as a run of it would have journaled it. */
final class Story {

    static final Instant STARTED = Instant.parse("2026-03-01T10:15:30Z");
    static final String PROCESS = "4711@1772360100000";

    private static final NodeRef A = new NodeRef("node-1");
    private static final NodeRef B = new NodeRef("node-2");
    private static final Timeline ONE = Timeline.FIRST;
    private static final Timeline TWO = new Timeline(2);
    private static final Lsn BASE = Lsn.parse("0/3000060");

    private final WrittenJournal journal;
    private long nextAct = 1;

    private Story(WrittenJournal journal) {
        this.journal = journal;
    }

    /** It comes to a good end. */
    static void passed(Path file, String method) {
        try (var journal = WrittenJournal.create(file, STARTED, PROCESS)) {
            var story = new Story(journal);
            story.opening(method);
            story.splitBrain();
            story.repair();
            journal.at(3_900).append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }
    }

    /** After the rewind the standby dies of the abandoned timeline's history file, which the archive still holds. */
    static void failed(Path file, String method) {
        try (var journal = WrittenJournal.create(file, STARTED.minusSeconds(9), PROCESS)) {
            var story = new Story(journal);
            story.opening(method);
            story.splitBrain();
            story.deathAfterTheRewind();
        }
    }

    private void opening(String method) {
        journal.at(0)
                .append(new ScenarioStarted(
                        "[engine:junit-jupiter]/[class:com.acme.SplitBrainTest]/[method:%s(Cluster)]".formatted(method),
                        method + "(Cluster)",
                        "com.acme.SplitBrainTest",
                        method,
                        List.of("story", "rewind"),
                        new Words(
                                "A standby is promoted while the primary is still alive, and both take writes.",
                                "Starting the promoted server as a standby again brings the two together.",
                                "Each has commits that the other lacks. pg_rewind takes the promoted one back to the fork; what was written there is gone.",
                                "PostgreSQL manual, pg_rewind",
                                "high")));
        var settings = new LinkedHashMap<String, String>();
        settings.put("wal_level", "replica");
        settings.put("wal_log_hints", "on");
        settings.put("max_slot_wal_keep_size", "64MB");
        journal.append(new ClusterPlanned(
                "cluster on local, PostgreSQL 15.18\n├─ node-1 primary   slot node_2\n└─ node-2 standby   follows node-1 through link node-2→node-1",
                "local",
                new PostgresVersion(15, 18),
                "/usr/lib/postgresql/15/bin",
                settings));
        act(12, 64, "start", A, "pg_ctl start", null);
        journal.at(64).append(new RoleChanged(A, Role.PRIMARY, ONE));
        act(66, 128, "start", B, "pg_ctl start", null);
        journal.at(128).append(new RoleChanged(B, Role.STANDBY, ONE));
        act(130, 171, "await in sync", null, "all standbys replayed 0/3000148", null);
        samples(140, 900, Role.PRIMARY, Role.STANDBY, 0);
    }

    private void splitBrain() {
        journal.at(905)
                .append(new FaultBegan(100, "isolated", List.of(A), "node-2→node-1 refused, clients→node-1 frozen"));
        log(948, B, "FATAL:  could not connect to the primary server: connection refused");
        act(1_000, 1_042, "promote", B, "pg_promote(false)", null);
        journal.at(1_042).append(new TimelineForked(B, TWO, ONE, BASE.plus(900_000)));
        journal.append(new RoleChanged(B, Role.PRIMARY, TWO));
        log(1_044, B, "LOG:  selected new timeline ID: 2");
        journal.at(1_300).append(new FaultEnded(100, Outcome.OK, null));
        act(1_310, 1_352, "create database", A, "on_a", null);
        act(1_360, 1_398, "create database", B, "on_b", null);
        samples(910, 1_990, Role.PRIMARY, Role.PRIMARY, 420_000);
    }

    private void repair() {
        act(2_000, 2_061, "stop", B, "fast", null);
        journal.at(2_061).append(new RoleChanged(B, Role.STOPPED, null));
        act(
                2_070,
                2_310,
                "rewind",
                B,
                "pg_rewind --source-server=… --target-pgdata=…",
                "servers diverged at WAL location 0/30DBC00 on timeline 1");
        act(2_320, 2_420, "start", B, "pg_ctl start", null);
        log(2_350, B, "LOG:  entering standby mode");
        journal.at(2_420).append(new RoleChanged(B, Role.STANDBY, ONE));
        log(2_424, B, "LOG:  started streaming WAL from primary at 0/3000000 on timeline 1");
        samples(2_430, 3_880, Role.PRIMARY, Role.STANDBY, 0);
    }

    private void deathAfterTheRewind() {
        act(2_000, 2_061, "stop", B, "fast", null);
        journal.at(2_061).append(new RoleChanged(B, Role.STOPPED, null));
        act(2_070, 2_310, "rewind", B, "pg_rewind --source-server=… --target-pgdata=…", null);
        log(2_390, B, "LOG:  restored log file \"00000002.history\" from archive");
        log(2_394, B, "FATAL:  requested timeline 2 does not contain minimum recovery point 0/30F1A28 on timeline 1");
        log(2_396, B, "LOG:  startup process (PID 20817) exited with exit code 1");
        journal.at(2_320).append(new ActBegan(nextAct, "start", B, "pg_ctl start"));
        journal.at(5_330).append(new ActEnded(nextAct, Outcome.FAILED, "node-2 did not start within 3 s"));
        samples(2_400, 5_300, Role.PRIMARY, Role.STOPPED, 0);
        String message =
                "node-2 did not start within 3 s: wanted a standby that streams, last saw no process\nLog: target/kept/SplitBrainTest/node-2.log";
        journal.at(5_335).append(new AssertionFailed(message));
        journal.at(5_390).append(new ScenarioEnded(ScenarioResult.FAILED, message, "target/kept/SplitBrainTest"));
    }

    private void act(
            double from, double to, String verb, @Nullable NodeRef node, String detail, @Nullable String message) {
        journal.at(from).append(new ActBegan(nextAct, verb, node, detail));
        journal.at(to).append(new ActEnded(nextAct, Outcome.OK, message));
        nextAct++;
    }

    private void log(double at, NodeRef node, String text) {
        journal.at(at)
                .append(new LogLine(
                        node,
                        String.format(Locale.ROOT, "2026-03-01 10:15:31.%03d UTC [20811] %s", (int) at % 1_000, text),
                        null));
    }

    private void samples(int from, int to, Role a, Role b, long apartBytes) {
        for (int at = from; at <= to; at += 20) {
            Lsn ahead = BASE.plus(at * 1_000L);
            Lsn behind =
                    b == Role.PRIMARY ? BASE.plus(900_000 + (at - from) * 300L + apartBytes / 4) : ahead.plus(-20_000);
            journal.at(at).append(NodeSampled.of(new ServerState(A, a, ONE, ahead, ahead)));
            journal.at(at + 1).append(sampleOf(b, behind));
            boolean active = b == Role.STANDBY;
            DataSize retained = active ? DataSize.bytes(20_000) : DataSize.bytes(20_000 + (at - from) * 18_000L);
            journal.at(at + 2).append(slot(active, ahead.plus(-retained.bytes()), retained));
        }
    }

    private static NodeSampled sampleOf(Role role, Lsn position) {
        return NodeSampled.of(
                role == Role.STOPPED
                        ? ServerState.stopped(B)
                        : new ServerState(B, role, role == Role.PRIMARY ? TWO : ONE, position, position));
    }

    private static SlotSampled slot(boolean active, Lsn restart, DataSize retained) {
        long safe = DataSize.megabytes(64).bytes() - retained.bytes();
        return new SlotSampled(new SlotState(
                A, "node_2", true, active, restart, retained, SlotState.WalStatus.RESERVED, safe, null, null));
    }
}
