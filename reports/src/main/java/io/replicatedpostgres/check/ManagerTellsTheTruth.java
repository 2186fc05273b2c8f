package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * No node acknowledges a write that was asked for while the failover manager's own record named only others. The record is looked at once
 * in a while: what was asked for before a look, or answered within {@link #LOOKS} before the next change, contradicts nothing.
 */
final class ManagerTellsTheTruth implements Check {

    /** Two looks, of which each waits a second for a server that is frozen, and what a manager needs to write down a promotion. */
    private static final long LOOKS = 5_000_000_000L;

    @Override
    public String guarantee() {
        return "the failover manager named who acknowledged writes";
    }

    @Override
    public Verdict of(History history) {
        List<Map.Entry<Long, LeadersSeen>> looks =
                new ArrayList<>(history.leaders().entrySet());
        if (looks.isEmpty()) {
            return Verdict.unknown(guarantee(), "no failover manager was asked who leads");
        }
        var broken = new ArrayList<String>();
        long agreeing = 0;
        for (int i = 0; i < looks.size(); i++) {
            long until = i + 1 < looks.size() ? looks.get(i + 1).getKey() : history.endNanos();
            LeadersSeen seen = looks.get(i).getValue();
            if (!seen.answered()) {
                continue;
            }
            Map<NodeRef, List<Operation>> writes = writes(history, looks.get(i).getKey(), until - LOOKS);
            for (Map.Entry<NodeRef, List<Operation>> of : writes.entrySet()) {
                if (seen.leaders().contains(of.getKey())) {
                    agreeing += of.getValue().size();
                } else {
                    broken.add(line(of.getKey(), of.getValue(), seen));
                }
            }
        }
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), broken.get(0), broken);
        }
        return agreeing == 0
                ? Verdict.unknown(guarantee(), "no write was acknowledged while its record could be read")
                : Verdict.pass(guarantee(), "%s writes were acknowledged by a node that it named".formatted(agreeing));
    }

    private static Map<NodeRef, List<Operation>> writes(History history, long fromNanos, long toNanos) {
        var writes = new TreeMap<NodeRef, List<Operation>>();
        history.works().stream()
                .flatMap(Work::acknowledged)
                .filter(OnePrimaryAtOnce::writes)
                .filter(operation -> operation.invokedNanos() >= fromNanos && operation.endedNanos() <= toNanos)
                .forEach(operation -> {
                    NodeRef node = operation.node();
                    if (node != null) {
                        writes.computeIfAbsent(node, first -> new ArrayList<>()).add(operation);
                    }
                });
        return writes;
    }

    private static String line(NodeRef node, List<Operation> writes, LeadersSeen seen) {
        long first = writes.stream().mapToLong(Operation::endedNanos).min().orElseThrow();
        long last = writes.stream().mapToLong(Operation::endedNanos).max().orElseThrow();
        String named = seen.leaders().isEmpty()
                ? "nobody"
                : seen.leaders().stream().map(NodeRef::name).collect(Collectors.joining(", "));
        return "%s acknowledged %s writes from %s to %s, while the manager's record named %s"
                .formatted(node, writes.size(), Told.seconds(first), Told.seconds(last), named);
    }
}
