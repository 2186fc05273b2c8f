package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What the checks on reads have in common: each read of each workload is right, or there is a reason why not. */
final class Reads {

    private Reads() {}

    /**
     * The verdict on all reads that were answered.
     *
     * @param broken what is wrong with the workload's reads, a line each
     */
    static Verdict judge(String guarantee, History history, BiFunction<Work, List<Operation>, List<String>> broken) {
        var found = new ArrayList<String>();
        long answered = 0;
        for (Work work : history.works()) {
            List<Operation> reads = answered(work).toList();
            answered += reads.size();
            found.addAll(broken.apply(work, reads));
        }
        if (answered == 0) {
            return Verdict.unknown(guarantee, "no workload has read anything");
        }
        return found.isEmpty()
                ? Verdict.pass(guarantee, "%d reads".formatted(answered))
                : Verdict.fail(guarantee, "%d of %d reads".formatted(found.size(), answered), found);
    }

    private static Stream<Operation> answered(Work work) {
        return work.acknowledged().filter(operation -> operation.kind() == Operation.Kind.READ);
    }
}
