package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.model.RowRanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks that every row that a client read is there in the end: no failover takes it back, acknowledged or not. */
final class NoReadTakenBack implements Check {

    static final String GUARANTEE = "no read taken back";

    @Override
    public String guarantee() {
        return GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        var unknown = new ArrayList<String>();
        Verdict verdict = Reads.judge(guarantee(), history, (work, reads) -> {
            if (reads.isEmpty()) {
                return List.of();
            }
            Optional<FinalContents> survivor = work.survivor().filter(contents -> contents.problem() == null);
            if (survivor.isEmpty()) {
                unknown.add(work.name());
                return List.of();
            }
            return takenBack(work, reads, survivor.get());
        });
        return verdict.outcome() == Verdict.Outcome.PASS && !unknown.isEmpty()
                ? Verdict.unknown(guarantee(), "not read on a surviving primary in the end: " + unknown)
                : verdict;
    }

    private static List<String> takenBack(Work work, List<Operation> reads, FinalContents survivor) {
        Set<RegisterValue> read = new HashSet<>();
        reads.forEach(each -> read.add(RegisterValue.of(each)));
        Map<RegisterValue, Boolean> there = new HashMap<>();
        RowRanges writes = survivor.writes();
        work.operations().filter(operation -> operation.kind() == Kind.WRITE).forEach(write -> {
            var value = RegisterValue.of(write);
            if (read.contains(value)) {
                boolean isThere = writes == null
                        ? survivor.registers().getOrDefault(write.key(), 0L) >= write.value()
                        : writes.contains(write.id());
                there.merge(value, isThere, Boolean::logicalOr);
            }
        });
        return reads.stream()
                .filter(each -> !there.getOrDefault(RegisterValue.of(each), true))
                .map(each ->
                        "%s, and %s does not have it in the end".formatted(Told.of(work.name(), each), survivor.node()))
                .toList();
    }
}
