package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of the writes of one workload on one node.
 *
 * @param workload the name of the workload
 * @param node the node
 * @param survivor whether it is the node that counts
 * @param present how many rows are there
 * @param lost what was acknowledged and is not there
 * @param locallyLost what was acknowledged by the primary alone, with a warning, and is not there: no broken promise
 * @param phantom rows that are there though they were rejected or never asked for
 * @param duplicated rows that are there more than once
 * @param unknownPresent how many rows are there whose clients do not know it
 */
public record Ledger(
        String workload,
        NodeRef node,
        boolean survivor,
        long present,
        List<Operation> lost,
        List<Operation> locallyLost,
        RowRanges phantom,
        RowRanges duplicated,
        long unknownPresent) {

    /** Of each workload on each node whose contents are recorded. */
    public static List<Ledger> of(History history) {
        var pages = new ArrayList<Ledger>();
        history.works().forEach(work -> work.contents().forEach(contents -> pages.add(of(work, contents))));
        return pages;
    }

    static Ledger of(Work work, FinalContents contents) {
        var lost = new ArrayList<Operation>();
        var locallyLost = new ArrayList<Operation>();
        var rejected = new HashSet<Long>();
        long unknownPresent = 0;
        for (Operation row : (Iterable<Operation>)
                work.operations().filter(each -> each.kind().leavesRow())::iterator) {
            boolean there = contents.rows().contains(row.key());
            switch (row.result()) {
                case ACKNOWLEDGED -> addUnless(there, row, lost);
                case LOCALLY -> addUnless(there, row, locallyLost);
                case REJECTED -> rejected.add(row.key());
                case UNKNOWN -> unknownPresent += there ? 1 : 0;
            }
        }
        lost.addAll(lostRegisters(work, contents));
        return new Ledger(
                work.name(),
                contents.node(),
                contents.survivor(),
                contents.rows().count(),
                List.copyOf(lost),
                List.copyOf(locallyLost),
                phantoms(work, contents.rows(), rejected),
                contents.duplicated(),
                unknownPresent);
    }

    private static void addUnless(boolean there, Operation operation, List<Operation> missing) {
        if (!there) {
            missing.add(operation);
        }
    }

    private static RowRanges phantoms(Work work, RowRanges rows, Set<Long> rejected) {
        RowRanges asked = RowRanges.of(work.operations()
                .filter(operation -> operation.kind().leavesRow())
                .mapToLong(Operation::key)
                .filter(key -> !rejected.contains(key)));
        return rows.minus(asked);
    }

    /** The values of a register only grow: what was acknowledged with a greater value than the last is lost. */
    private static List<Operation> lostRegisters(Work work, FinalContents contents) {
        return work.acknowledged()
                .filter(operation -> operation.kind() == Operation.Kind.WRITE)
                .filter(operation -> contents.registers().getOrDefault(operation.key(), 0L) < operation.value())
                .toList();
    }

    /** How much time the loss reaches back: from the first lost acknowledgement to the last one. */
    public Duration lostTime() {
        long first = lost.stream().mapToLong(Operation::endedNanos).min().orElse(0);
        long last = lost.stream().mapToLong(Operation::endedNanos).max().orElse(0);
        return Duration.ofNanos(last - first);
    }

    /** How much WAL the loss reaches back: from the fork behind which it was written to the last lost row, in bytes. */
    public Optional<Long> lostWalBytes(History history) {
        Optional<Lsn> last =
                lost.stream().map(Operation::lsn).filter(Objects::nonNull).max(Comparator.naturalOrder());
        return last.flatMap(position -> history.forks().stream()
                .map(TimelineForked::at)
                .filter(position::isAtLeast)
                .min(Comparator.naturalOrder())
                .map(position::minus));
    }

    /** How many of the lost ones each node had acknowledged. */
    public Map<NodeRef, Long> lostByNode() {
        var byNode = new TreeMap<NodeRef, Long>();
        lost.stream()
                .map(Operation::node)
                .filter(Objects::nonNull)
                .forEach(acknowledging -> byNode.merge(acknowledging, 1L, Long::sum));
        return byNode;
    }

    @Override
    public String toString() {
        return "%s on %s%s: %d rows, %d lost, %d lost that only the primary had, %d phantom, %d duplicated"
                .formatted(
                        workload,
                        node,
                        survivor ? " (the survivor)" : "",
                        present,
                        lost.size(),
                        locallyLost.size(),
                        phantom.count(),
                        duplicated.count());
    }
}
