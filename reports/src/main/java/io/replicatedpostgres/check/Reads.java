package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the checks on reads: each read of each workload is right, or there is a reason why not. A read of a value
 * that no client wrote, that was rejected, or that had not been asked for yet is never right.
 */
final class Reads {

    private Reads() {}

    /**
     * The verdict on all reads that were answered.
     *
     * @param broken what is wrong with the workload's reads, a line each
     */
    static Verdict judge(String guarantee, History history, BiFunction<Work, List<Operation>, List<String>> broken) {
        var found = new ArrayList<String>();
        var failed = new TreeMap<String, Integer>();
        long answered = 0;
        for (Work work : history.works()) {
            List<Operation> reads = answered(work).toList();
            answered += reads.size();
            found.addAll(work.inventedReads());
            found.addAll(broken.apply(work, reads));
            work.operations()
                    .filter(operation -> operation.kind() == Kind.READ && operation.result() != Result.ACKNOWLEDGED)
                    .forEach(read -> failed.merge(String.valueOf(read.sqlState()), 1, Integer::sum));
        }
        if (!found.isEmpty()) {
            return Verdict.fail(guarantee, "%s of %s reads".formatted(found.size(), answered), found);
        }
        if (answered == 0) {
            return Verdict.unknown(
                    guarantee,
                    failed.isEmpty() ? "no workload has read anything" : "every read failed, SQLSTATE " + failed);
        }
        failed.keySet().removeIf(Reads::isOfTheConnection);
        return failed.isEmpty()
                ? Verdict.pass(guarantee, "%s reads".formatted(answered))
                : Verdict.unknown(
                        guarantee,
                        "%s reads are right; others failed for a reason of their own, SQLSTATE %s"
                                .formatted(answered, failed));
    }

    /** The server was away, is starting, or cancelled the query for the sake of replay: a client asks again. */
    private static boolean isOfTheConnection(String sqlState) {
        return sqlState.equals("null")
                || sqlState.startsWith("08")
                || sqlState.startsWith("57")
                || sqlState.startsWith("40")
                || sqlState.startsWith("53");
    }

    private static Stream<Operation> answered(Work work) {
        return work.acknowledged().filter(operation -> operation.kind() == Kind.READ);
    }

    /** The reads that were answered with a value that no client wrote, that was rejected, or asked for only later; a line each. */
    static List<String> invented(Work work) {
        List<Operation> reads = answered(work).toList();
        if (reads.isEmpty()) {
            return List.of();
        }
        Map<RegisterValue, Operation> written = new HashMap<>();
        work.operations()
                .filter(operation -> operation.kind() == Kind.WRITE)
                .forEach(write -> written.merge(
                        RegisterValue.of(write), write, (one, other) -> one.result() == Result.REJECTED ? other : one));
        var found = new ArrayList<String>();
        for (Operation read : reads) {
            Operation write = written.get(RegisterValue.of(read));
            String wrong = read.value() == 0 ? "" : wrong(read, write);
            if (!wrong.isEmpty()) {
                found.add("%s, %s".formatted(Told.of(work.name(), read), wrong));
            }
        }
        return found;
    }

    private static String wrong(Operation read, @Nullable Operation write) {
        if (write == null) {
            return "which no client wrote";
        }
        if (write.result() == Result.REJECTED) {
            return "which was rejected";
        }
        return write.invokedNanos() > read.endedNanos() ? "which was asked for only later" : "";
    }
}
