package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** No client sees a register go back. */
final class MonotonicReads implements Check {

    private record Seen(int client, long register) {}

    @Override
    public String guarantee() {
        return "reads are monotonic";
    }

    @Override
    public Verdict of(History history) {
        return Reads.judge(guarantee(), history, MonotonicReads::wentBack);
    }

    private static List<String> wentBack(Work work, List<Operation> reads) {
        Map<Seen, Operation> last = new HashMap<>();
        var found = new ArrayList<String>();
        for (Operation read : reads) {
            Operation before = last.put(new Seen(read.client(), read.key()), read);
            if (before != null && before.value() > read.value()) {
                found.add("%s; but before that %s".formatted(Told.of(work.name(), read), Told.of(work.name(), before)));
            }
        }
        return found;
    }
}
