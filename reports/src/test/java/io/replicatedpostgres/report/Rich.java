package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.Environment;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.journal.SettingsSampled;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SettingState;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A run that lost acknowledged writes and was without a primary for a while. */
final class Rich {

    private static final NodeRef A = new NodeRef("a");
    private static final NodeRef B = new NodeRef("b");

    private Rich() {}

    static void write(Path file) {
        write(file, "rich", ScenarioResult.FAILED, "64MB", 2_000);
    }

    /** With a verdict, a setting, and the time in milliseconds until the second acknowledgement. */
    static void write(Path file, String method, ScenarioResult result, String setting, long until) {
        try (var journal = WrittenJournal.ofShard(file, Story.STARTED, Story.PROCESS, "1/2")) {
            journal.at(0)
                    .append(new ScenarioStarted(
                            "id of " + method,
                            method + "()",
                            "com.acme.RichTest",
                            method,
                            List.of("tag"),
                            new Words("s", "e", "r", "src", "high")));
            journal.append(new Environment("Linux", "17", "1.0", 2, 512));
            journal.append(new ClusterPlanned(
                    "plan", "local", new PostgresVersion(15, 18), "/usr/bin", Map.of("max_wal_size", setting)));
            journal.append(new Seeded("schedule", 42));
            journal.append(new SettingsSampled(A, List.of(new SettingState("max_wal_size", setting, "1GB", "file"))));
            journal.append(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST));
            journal.append(new WorkloadBegan("w", "inserts", 1, null));
            journal.at(100).append(new RoleChanged(A, Role.STOPPED, null));
            journal.at((double) until).append(new RoleChanged(B, Role.PRIMARY, new Timeline(2)));
            journal.append(new Operations("w", List.of(acknowledged(0, 50), acknowledged(1, until))));
            journal.append(new WorkloadEnded("w", Map.of(Operation.Result.ACKNOWLEDGED, 2L)));
            journal.append(new FalseHealth(Illusion.STREAMING_FROM_NOBODY, B, "it says that it streams from a"));
            journal.append(new FinalContents("w", B, true, RowRanges.EMPTY, RowRanges.EMPTY, Map.of(), null));
            journal.append(new GuaranteeChecked(
                    "no acknowledged write lost",
                    result == ScenarioResult.PASSED ? "PASS" : "FAIL",
                    "two are gone",
                    List.of("w insert 0")));
            journal.at((double) (until + 100))
                    .append(new ScenarioEnded(result, result == ScenarioResult.PASSED ? null : "two are gone", null));
        }
    }

    private static Operation acknowledged(long id, long atMillis) {
        long nanos = atMillis * 1_000_000;
        return new Operation(
                id,
                Operation.Kind.INSERT,
                0,
                nanos - 1_000,
                1_000,
                Operation.Result.ACKNOWLEDGED,
                0,
                0,
                null,
                null,
                null,
                null);
    }
}
