package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.NodeRef;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Histories in short: a line is a transaction, {@code client begin-end result steps}, such as {@code 0 0-10 ok a1=1;r2=}. */
final class Told {

    private Told() {}

    static TransactionTable history(String... lines) {
        return TransactionTable.of(IntStream.range(0, lines.length).mapToObj(i -> transaction(i, lines[i])));
    }

    static Transaction transaction(long id, String line) {
        String[] words = line.split(" ");
        String[] times = words[1].split("-");
        long from = Long.parseLong(times[0]);
        String result = words[2].equals("ok") ? "acknowledged" : words[2];
        return of(
                id,
                Integer.parseInt(words[0]),
                from,
                Long.parseLong(times[1]),
                Result.valueOf(result.toUpperCase(Locale.ROOT)),
                Stream.of(words[3].split(";")).map(Told::step).toList());
    }

    static Transaction of(long id, int client, long from, long to, Result result, List<TransactionStep> steps) {
        return new Transaction(
                id,
                client,
                from,
                to - from,
                result,
                IsolationLevel.REPEATABLE_READ,
                new NodeRef("node-1"),
                false,
                null,
                null,
                null,
                null,
                steps);
    }

    private static TransactionStep step(String text) {
        return Transaction.parse("0 0 0 0 acknowledged repeatable_read - - - - - - " + text)
                .steps()
                .get(0);
    }
}
