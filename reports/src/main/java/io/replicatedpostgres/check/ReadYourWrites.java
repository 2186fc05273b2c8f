package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client that was told of its own write sees it, wherever it reads. */
final class ReadYourWrites implements Check {

    /** One client's register. */
    private record Own(int client, long register) {}

    @Override
    public String guarantee() {
        return "clients read their own writes";
    }

    @Override
    public Verdict of(History history) {
        return Reads.judge(guarantee(), history, (work, reads) -> missed(work));
    }

    /** A client does one thing after the other, so its operations are in the order in which it did them. */
    private static List<String> missed(Work work) {
        Map<Own, Operation> written = new HashMap<>();
        var missed = new ArrayList<String>();
        work.acknowledged().forEach(operation -> {
            var own = new Own(operation.client(), operation.key());
            Operation last = written.get(own);
            if (operation.kind() == Operation.Kind.WRITE) {
                written.put(own, operation);
            } else if (operation.kind() == Operation.Kind.READ && last != null && operation.value() < last.value()) {
                missed.add("%s; but %s".formatted(Told.of(work.name(), operation), Told.of(work.name(), last)));
            }
        });
        return missed;
    }
}
