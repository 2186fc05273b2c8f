package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A test whose readers of the primary and of a standby disagree about which of two appends came first. */
final class LongFork {

    /** Times are in nanoseconds from the beginning of the journal, as they are written there. */
    static final List<Transaction> TRANSACTIONS = Stream.of(
                    "0 0 50000000 20000000 acknowledged repeatable_read node-1 primary 1 0/10 1:1: - a1=1",
                    "1 1 130000000 20000000 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - a2=2",
                    "2 2 210000000 5000000 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=",
                    "3 3 290000000 5000000 acknowledged repeatable_read node-2 standby 1 0/20 1:1: - r1=;r2=2",
                    "4 2 400000000 5000000 acknowledged repeatable_read node-1 primary 1 0/20 1:1: - r1=1;r2=2")
            .map(Transaction::parse)
            .toList();

    private LongFork() {}

    static void write(Path file) {
        try (var journal = WrittenJournal.create(file, Story.STARTED, Story.PROCESS)) {
            journal.at(0)
                    .append(new ScenarioStarted("[test:fork]", "fork", "com.acme.T", "fork", List.of(), Words.none()));
            journal.append(new RoleChanged(new NodeRef("node-1"), Role.PRIMARY, Timeline.FIRST));
            journal.append(new RoleChanged(new NodeRef("node-2"), Role.STANDBY, Timeline.FIRST));
            journal.at(500).append(new Transactions("lists", TRANSACTIONS));
            journal.append(checked("FAIL"));
            journal.append(new ScenarioEnded(ScenarioResult.FAILED, "a long fork", null));
        }
    }

    static GuaranteeChecked checked(String verdict) {
        return new GuaranteeChecked("snapshot isolation across nodes", verdict, "so it is", List.of());
    }
}
