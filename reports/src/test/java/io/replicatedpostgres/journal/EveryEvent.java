package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SettingState;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One of each kind with everything filled in, and one with everything absent that may be. */
final class EveryEvent {

    private static final NodeRef NODE = new NodeRef("node-1");
    private static final Timeline TWO = new Timeline(2);
    private static final Lsn LSN = Lsn.parse("FFFFFFFF/5000148");

    private EveryEvent() {}

    static List<Event> complete() {
        return List.of(
                new ScenarioStarted(
                        "[engine:junit-jupiter]/[class:A]/[method:b()]",
                        "b()",
                        "A",
                        "b",
                        List.of("quick"),
                        new Words("a pair", "it holds", "it does not", "the manual", "high")),
                new ClusterPlanned(
                        "cluster\n└─ node-1",
                        "local",
                        new PostgresVersion(15, 18),
                        "/usr/lib/postgresql/15/bin",
                        Map.of("wal_log_hints", "on")),
                new Environment("Linux 6.1 amd64", "17.0.17 Debian", "0.1.0", 2, 512),
                new Reproduction("mvn test -Dtest='A$B#b'"),
                new Seeded("chaos", -42),
                new SettingsSampled(
                        NODE, List.of(new SettingState("wal_log_hints", "on", "off", "configuration file"))),
                new ActBegan(1, "promote", NODE, "pg_promote(false)"),
                new ActEnded(1, Outcome.FAILED, "did not promote"),
                new FaultBegan(2, "freeze", List.of(NODE, new NodeRef("node-2")), "node-2→node-1 frozen"),
                new FaultEnded(2, Outcome.OK, "healed"),
                new Damaged(3, NODE, "slot air dropped", "re-create the slot"),
                new Repaired(3, "slot re-created"),
                new RoleChanged(NODE, ServerState.Role.PRIMARY, TWO),
                new TimelineForked(NODE, TWO, Timeline.FIRST, LSN),
                new LeadersSeen(
                        List.of(NODE),
                        List.of(new NodeRef("node-2")),
                        true,
                        "the store says that node-1 holds the leader key"),
                sample(),
                new SlotSampled(new SlotState(
                        NODE,
                        "air",
                        true,
                        false,
                        LSN,
                        DataSize.megabytes(96),
                        SlotState.WalStatus.LOST,
                        -4096L,
                        740L,
                        "wal_removed")),
                new LogLine(NODE, "2026-01-01 FATAL:  the database system is starting up", "2026-01-01"),
                new AssertionFailed("expected: <a>\n but was: <b>"),
                new Note("quotes \" and \\ and \u2028 and 🐘"),
                new Expectations(
                        true,
                        List.of(Expectation.SPLIT_BRAIN, Expectation.LOST_WRITES),
                        List.of(Expectation.TAMPERED_ROWS)),
                new WorkloadBegan("transfers", "transfers", 4, 10_000L),
                new Operations(
                        "transfers",
                        List.of(
                                new Operation(
                                        17,
                                        Operation.Kind.TWO_PHASE,
                                        3,
                                        123_456_789,
                                        1_300,
                                        Operation.Result.LOCALLY,
                                        17,
                                        -5,
                                        NODE,
                                        LSN,
                                        4_294_967_999L,
                                        "57P01",
                                        TWO,
                                        new CommitWait("remote_apply", true)),
                                new Operation(
                                        18,
                                        Operation.Kind.READ,
                                        0,
                                        1,
                                        0,
                                        Operation.Result.UNKNOWN,
                                        0,
                                        0,
                                        null,
                                        null,
                                        null,
                                        null))),
                new Transactions(
                        "lists",
                        List.of(
                                new Transaction(
                                        19,
                                        2,
                                        123_456_789,
                                        1_300,
                                        Operation.Result.LOCALLY,
                                        IsolationLevel.SERIALIZABLE,
                                        NODE,
                                        true,
                                        TWO,
                                        LSN,
                                        "748:750:748,749",
                                        "40001",
                                        List.of(
                                                TransactionStep.append(5, 7),
                                                TransactionStep.read(5, List.of(-3L, 7L)),
                                                TransactionStep.read(6, List.of()),
                                                TransactionStep.write(7, 3, null),
                                                TransactionStep.write(7, 4, new TransactionStep.Version(2, 3)),
                                                TransactionStep.get(8, 0, new TransactionStep.Version(0, 0)))),
                                new Transaction(
                                        20,
                                        0,
                                        1,
                                        0,
                                        Operation.Result.UNKNOWN,
                                        IsolationLevel.READ_COMMITTED,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of()))),
                new WorkloadEnded("transfers", Map.of(Operation.Result.ACKNOWLEDGED, 2L), 77L),
                new OperationResolved("transfers", 18, NODE, "committed"),
                new FinalContents(
                        "transfers",
                        NODE,
                        true,
                        RowRanges.parse("0-16,18"),
                        RowRanges.parse("3"),
                        Map.of(1L, 2L),
                        10_000L,
                        RowRanges.parse("0-7"),
                        Map.of(3L, -1L),
                        new Standing(ServerState.Role.STANDBY, TWO, true),
                        "a page is broken"),
                new Convergence(
                        List.of(NODE),
                        Duration.ofMillis(12),
                        List.of("t differs"),
                        List.of(new Convergence.LeftOut(new NodeRef("node-2"), "it is stopped", false))),
                new FalseHealth(Illusion.TWIN_TIMELINES, NODE, "two histories"),
                new GuaranteeChecked("no acknowledged write lost", "FAIL", "one is", List.of("row 17"), true),
                new ScenarioEnded(ScenarioResult.FAILED, "did not catch up", "target/kept/b"));
    }

    static List<Event> sparse() {
        return List.of(
                new ScenarioStarted("[engine:e]", "e", "E", null, List.of(), Words.none()),
                new ActBegan(1, "checkpoint", null, ""),
                new ActEnded(1, Outcome.OK, null),
                new FaultEnded(2, Outcome.OK, null),
                new RoleChanged(NODE, ServerState.Role.STOPPED, null),
                NodeSampled.of(ServerState.unresponsive(NODE)),
                new SlotSampled(new SlotState(NODE, "air", true, false, null, null, null, null, null, null)),
                new LogLine(NODE, "", null),
                new Expectations(false, List.of()),
                new WorkloadBegan("inserts", "inserts", 1, null),
                new Operations("inserts", List.of()),
                new FinalContents("inserts", NODE, false, RowRanges.EMPTY, RowRanges.EMPTY, Map.of(), null),
                new ScenarioEnded(ScenarioResult.PASSED, null, null));
    }

    private static NodeSampled sample() {
        return new NodeSampled(
                new ServerState(NODE, ServerState.Role.PRIMARY, TWO, LSN, LSN),
                List.of(new StandbyState("node-2", "streaming", LSN, LSN, LSN, LSN, "quorum", Duration.ofMillis(5))),
                new ReceiverState("streaming", new Endpoint("127.0.0.1", 5432), "node_1", TWO, LSN),
                new Vitals(Duration.ofNanos(1_234_567), 740L, 12L, 1L, 0L));
    }
}
