package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the writes of one workload on one node: what its clients were told, by key and by value, beside what is there.
 *
 * @param workload the name of the workload
 * @param node the node
 * @param survivor whether it is the node that counts
 * @param present how many rows are there; of registers, how many writes
 * @param lost what was acknowledged and is not there, also where a later write hides it
 * @param locallyLost what was acknowledged by the primary alone, with a warning, and is not there: no broken promise
 * @param phantom rows that are there though they were rejected or never asked for
 * @param duplicated rows that are there more than once
 * @param unknownPresent how many rows are there whose clients do not know it
 * @param changed values that no client wrote, or whose write was rejected; a sentence each
 * @param standing what the node was when it was read; null if not known
 * @param problem why the node could not be read, and then nothing else is known; null if it could
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
        long unknownPresent,
        List<String> changed,
        @Nullable Standing standing,
        @Nullable String problem) {

    /** Copies the lists. */
    public Ledger {
        lost = List.copyOf(lost);
        locallyLost = List.copyOf(locallyLost);
        changed = List.copyOf(changed);
    }

    /** Of each workload on each node whose contents are recorded. */
    public static List<Ledger> of(History history) {
        return history.ledger();
    }

    static Ledger of(History history, Work work, FinalContents contents) {
        var rows = RowLedger.of(work, contents);
        var registers = RegisterLedger.of(history, work, contents);
        boolean read = contents.problem() == null;
        return new Ledger(
                work.name(),
                contents.node(),
                contents.survivor(),
                contents.rows().count()
                        + (contents.writes() == null ? 0 : contents.writes().count()),
                read ? both(rows.lost(), registers.lost()) : List.of(),
                read ? both(rows.locallyLost(), registers.locallyLost()) : List.of(),
                rows.phantom().ranges().isEmpty() ? registers.phantom() : rows.phantom(),
                contents.duplicated(),
                rows.unknownPresent() + registers.unknownPresent(),
                read ? both(rows.changed(), registers.changed()) : List.of(),
                contents.standing(),
                contents.problem());
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        var all = new ArrayList<T>(some);
        all.addAll(others);
        return all;
    }

    /** Whether this node could be read. */
    public boolean isRead() {
        return problem == null;
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
        if (problem != null) {
            return "%s on %s%s: could not be read: %s"
                    .formatted(workload, node, survivor ? " (the survivor)" : "", problem);
        }
        return "%s on %s%s: %s rows, %s lost, %s lost that only the primary had, %s phantom, %s duplicated%s"
                .formatted(
                        workload,
                        node,
                        survivor ? " (the survivor)" : "",
                        present,
                        lost.size(),
                        locallyLost.size(),
                        phantom.count(),
                        duplicated.count(),
                        changed.isEmpty() ? "" : ", %s changed".formatted(changed.size()));
    }
}
