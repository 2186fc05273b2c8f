package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of 30 tests in three packages: each kills a node. One fails, one loses writes as it announces, one works without
 * anything being compared in the end, and one is not run.
 */
final class Many {

    /** How many tests there are. */
    static final int TESTS = 30;

    private static final NodeRef A = new NodeRef("node-1");

    private Many() {}

    static void write(ReportFolder folder) {
        for (int i = 0; i < TESTS - 4; i++) {
            String theme = i % 2 == 0 ? "slots" : "network";
            var test = new Many.Of(folder, theme, "holdsWhenKilled" + i, i % 3 == 0 ? 17 : 15, 100 + i);
            test.write(journal -> {}, ScenarioResult.PASSED, null);
        }
        new Many.Of(folder, "network", "failsInTheEnd", 15, 50)
                .write(journal -> {}, ScenarioResult.FAILED, "two differ");
        new Many.Of(folder, "promotion", "losesWhatItAnnounces", 15, 60)
                .write(
                        journal -> {
                            works(journal);
                            journal.append(
                                    new FinalContents("w", A, true, RowRanges.EMPTY, RowRanges.EMPTY, Map.of(), null));
                            journal.append(new GuaranteeChecked(
                                    "no acknowledged write lost",
                                    "NOT_APPLICABLE",
                                    "the test says LOST_WRITES: 2 acknowledged writes lost, as asynchronous replication allows; @Expect(LOST_WRITES) if that is meant",
                                    List.of()));
                        },
                        ScenarioResult.PASSED,
                        null);
        new Many.Of(folder, "promotion", "comparesNothing", 15, 70).write(Many::works, ScenarioResult.PASSED, null);
        new Many.Of(folder, "promotion", "isNotRun", 0, 1).write(journal -> {}, ScenarioResult.SKIPPED, "no disk here");
    }

    private static void works(WrittenJournal journal) {
        journal.append(new WorkloadBegan("w", "inserts", 1, null));
        journal.append(new Operations("w", List.of(acknowledged(0, 20), acknowledged(1, 30))));
        journal.append(new WorkloadEnded("w", Map.of(Operation.Result.ACKNOWLEDGED, 2L)));
    }

    private static Operation acknowledged(long id, long atMillis) {
        return new Operation(
                id,
                Operation.Kind.INSERT,
                0,
                atMillis * 1_000_000 - 1_000,
                1_000,
                Operation.Result.ACKNOWLEDGED,
                0,
                0,
                null,
                null,
                null,
                null);
    }

    /** What a test does beside killing a node. */
    interface Part {
        void in(WrittenJournal journal);
    }

    /** A test; of version 0 is what has no cluster. */
    record Of(ReportFolder folder, String theme, String method, int major, int millis) {

        void write(Part part, ScenarioResult result, @Nullable String message) {
            try (var journal =
                    WrittenJournal.create(folder.journals().resolve(method + ".jsonl"), Story.STARTED, Story.PROCESS)) {
                journal.at(0)
                        .append(new ScenarioStarted(
                                "[test:" + method + "]",
                                method + "()",
                                "com.acme." + theme + "." + (theme.equals("slots") ? "SlotTest" : "OtherTest"),
                                method,
                                List.of(theme, major == 17 ? "new" : "old"),
                                new Words("The walsender sleeps in " + method + ".", null, null, null, null)));
                if (major > 0) {
                    kill(journal);
                }
                part.in(journal);
                journal.at(millis).append(new ScenarioEnded(result, message, null));
            }
        }

        private void kill(WrittenJournal journal) {
            journal.append(new ClusterPlanned("plan", "local", new PostgresVersion(major, 1), "/usr/bin", Map.of()));
            journal.append(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST));
            journal.at(5).append(new LogLine(A, "LOG:  ready to accept connections", null));
            journal.at(10).append(new ActBegan(1, "kill", A, ""));
            journal.at(12).append(new ActEnded(1, Outcome.OK, null));
            journal.append(new RoleChanged(A, Role.STOPPED, null));
        }
    }
}
