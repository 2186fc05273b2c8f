package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a journal holds that is judged again: writes, contents, verdicts. */
final class Judgeable {

    static final String LOST = "no acknowledged write lost";
    private static final NodeRef OLD = new NodeRef("a");
    static final NodeRef SURVIVOR = new NodeRef("b");

    private Judgeable() {}

    static void lossInAFailover(WrittenJournal journal) {
        journal.append(new RoleChanged(SURVIVOR, Role.STANDBY, Timeline.FIRST));
        journal.append(new RoleChanged(OLD, Role.PRIMARY, Timeline.FIRST));
        row(journal, 0, 10, OLD);
        journal.at(20).append(new RoleChanged(OLD, Role.STOPPED, null));
        journal.append(new TimelineForked(SURVIVOR, new Timeline(2), Timeline.FIRST, Lsn.parse("0/3000000")));
        journal.append(new RoleChanged(SURVIVOR, Role.PRIMARY, new Timeline(2)));
        contents(journal, "");
    }

    static void rows(WrittenJournal journal, int count) {
        for (int id = 0; id < count; id++) {
            row(journal, id, 10 + id);
        }
    }

    static void row(WrittenJournal journal, long id, long atMillis) {
        row(journal, id, atMillis, SURVIVOR);
    }

    private static void row(WrittenJournal journal, long id, long atMillis, NodeRef by) {
        long nanos = atMillis * 1_000_000;
        journal.at((double) atMillis)
                .append(new Operations(
                        "w",
                        List.of(new Operation(
                                id,
                                Operation.Kind.INSERT,
                                0,
                                nanos - 1_000,
                                1_000,
                                Operation.Result.ACKNOWLEDGED,
                                id,
                                0,
                                by,
                                null,
                                null,
                                null))));
    }

    static void contents(WrittenJournal journal, String rows) {
        RowRanges there = rows.isEmpty() ? RowRanges.EMPTY : RowRanges.parse(rows);
        journal.append(new FinalContents("w", SURVIVOR, true, there, RowRanges.EMPTY, Map.of(), null));
    }

    static void judged(WrittenJournal journal, String guarantee, String verdict) {
        journal.append(new GuaranteeChecked(guarantee, verdict, "as it was seen", List.of("a line")));
    }

    static void promised(WrittenJournal journal, String verdict) {
        journal.append(new GuaranteeChecked(LOST, verdict, "as it was seen", List.of(), true));
    }

    static void ended(WrittenJournal journal, ScenarioResult result) {
        @Nullable String message = result == ScenarioResult.PASSED ? null : "why";
        journal.append(new ScenarioEnded(result, message, null));
    }
}
