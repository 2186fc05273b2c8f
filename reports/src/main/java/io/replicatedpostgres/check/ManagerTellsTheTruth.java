package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        var judgement = new Judgement();
        for (int i = 0; i < looks.size(); i++) {
            long until = i + 1 < looks.size() ? looks.get(i + 1).getKey() : history.endNanos();
            LeadersSeen seen = looks.get(i).getValue();
            if (seen.answered()) {
                judgement.take(seen, writes(history, looks.get(i).getKey(), until - LOOKS));
            }
        }
        return judgement.verdict(guarantee());
    }

    private static List<Operation> writes(History history, long fromNanos, long toNanos) {
        return history.works().stream()
                .flatMap(Work::acknowledged)
                .filter(OnePrimaryAtOnce::writes)
                .filter(operation -> operation.invokedNanos() >= fromNanos && operation.endedNanos() <= toNanos)
                .toList();
    }

    /** The result of all looks. */
    private static final class Judgement {

        private final List<String> broken = new ArrayList<>();
        private final List<String> unknown = new ArrayList<>();
        private long agreeing;

        void take(LeadersSeen seen, List<Operation> writes) {
            var byNode = new TreeMap<NodeRef, List<Operation>>();
            long nameless = 0;
            for (Operation write : writes) {
                NodeRef node = write.node();
                if (node == null) {
                    nameless++;
                } else {
                    byNode.computeIfAbsent(node, first -> new ArrayList<>()).add(write);
                }
            }
            byNode.forEach((node, ofNode) -> {
                if (seen.leaders().contains(node)) {
                    agreeing += ofNode.size();
                } else if (!seen.silent().contains(node)) {
                    broken.add(line(node, ofNode, seen));
                }
            });
            if (nameless > 0) {
                unknown.add("of %s writes it is not known which node acknowledged them".formatted(nameless));
            }
            if (seen.leaders().size() > 1 && !writes.isEmpty()) {
                unknown.add("its records contradicted each other: %s each called themselves the primary"
                        .formatted(names(seen.leaders().stream(), " and ")));
            }
        }

        Verdict verdict(String guarantee) {
            if (!broken.isEmpty()) {
                return Verdict.fail(guarantee, broken.get(0), broken);
            }
            if (!unknown.isEmpty()) {
                return Verdict.unknown(guarantee, unknown.get(0));
            }
            return agreeing == 0
                    ? Verdict.unknown(guarantee, "no write was acknowledged while its record could be read")
                    : Verdict.pass(
                            guarantee, "%s writes were acknowledged by a node that it named".formatted(agreeing));
        }
    }

    private static String line(NodeRef node, List<Operation> writes, LeadersSeen seen) {
        long first = writes.stream().mapToLong(Operation::endedNanos).min().orElseThrow();
        long last = writes.stream().mapToLong(Operation::endedNanos).max().orElseThrow();
        return "%s acknowledged %s writes from %s to %s, while the manager's record named %s"
                .formatted(
                        node,
                        writes.size(),
                        Told.seconds(first),
                        Told.seconds(last),
                        seen.leaders().isEmpty() ? "no node" : names(seen.leaders().stream(), ", "));
    }

    private static String names(Stream<NodeRef> nodes, String between) {
        return nodes.map(NodeRef::name).collect(Collectors.joining(between));
    }
}
