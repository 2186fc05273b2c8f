package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The acknowledged writes that the surviving primary does not have: the same count as that of {@link
 * Guarantees#noAcknowledgedWriteLost()}, as numbers and ids.
 *
 * <p>Where the survivor could not be read, or no node counts as the survivor, nothing is known: {@link #isKnown()} is false, and
 * every question about numbers throws instead of answering 0.
 */
public final class LostWrites {

    private static final int RANGES_SHOWN = 20;

    private final History history;
    private final Work work;
    private final @Nullable FinalContents contents;
    private final @Nullable Ledger page;
    private final @Nullable String unknown;

    private LostWrites(History history, Work work, @Nullable FinalContents contents) {
        this.history = history;
        this.work = work;
        this.contents = contents;
        this.page = contents == null ? null : Ledger.of(history, work, contents);
        this.unknown = LossPages.whyUnknown(work, page).orElse(null);
    }

    /**
     * Of a workload, by what its survivor has now.
     *
     * @param history all that was recorded
     * @param workload the name of the workload
     * @param survivor what the node that counts has now; empty if no node counts
     * @throws ReplicatedPostgresException if the history has no such workload
     */
    public static LostWrites of(History history, String workload, Optional<FinalContents> survivor) {
        Work work = history.works().stream()
                .filter(each -> each.name().equals(workload))
                .findFirst()
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "%s is in no journal: nothing was recorded of it. Start".formatted(workload)
                                + " the cluster with a Recording, or by @ReplicatedPostgres."));
        return new LostWrites(history, work, survivor.orElse(null));
    }

    /** Whether the survivor could be read, so that there is an answer. */
    public boolean isKnown() {
        return unknown == null;
    }

    /** Why nothing is known; empty if it is. */
    public Optional<String> whyUnknown() {
        return Optional.ofNullable(unknown);
    }

    /** The name of the workload. */
    public String workload() {
        return work.name();
    }

    /** How many writes were acknowledged without a warning, by any node. */
    public long acknowledged() {
        return work.acknowledged()
                .filter(operation -> operation.kind() != Operation.Kind.READ)
                .count();
    }

    /**
     * How many of them are lost.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public long size() {
        return known().lost().size();
    }

    /**
     * Whether none of them is lost.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public boolean isEmpty() {
        return size() == 0;
    }

    /**
     * The lost writes: each with its id, key and value, and with the node, timeline and position where it was acknowledged.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public List<Operation> writes() {
        return known().lost();
    }

    /**
     * The ids of the lost writes, ascending: of rows, the column {@code id}.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public List<Long> ids() {
        return writes().stream().map(Operation::id).sorted().toList();
    }

    /**
     * The ids of the lost writes by the node that acknowledged them; those of which it is not known are left out.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public Map<NodeRef, RowRanges> byNode() {
        var byNode = new TreeMap<NodeRef, RowRanges>();
        known().lostByNode()
                .keySet()
                .forEach(node -> byNode.put(
                        node,
                        RowRanges.of(writes().stream()
                                .filter(operation -> node.equals(operation.node()))
                                .mapToLong(Operation::id))));
        return byNode;
    }

    /**
     * What was acknowledged with the warning that only the primary has it, and is lost: no promise is broken by that.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public List<Operation> locally() {
        return known().locallyLost();
    }

    /**
     * The node that was read: the only primary.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public NodeRef survivor() {
        return known().node();
    }

    /**
     * The ids that the survivor has: of rows, the column {@code id}; of registers, the writes that left their mark.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public RowRanges present() {
        FinalContents found = found();
        RowRanges writes = found.writes();
        return writes == null || writes.ranges().isEmpty() ? found.rows() : writes;
    }

    /**
     * The value that the survivor has of each register or account; empty if the workload has none.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public Map<Long, Long> values() {
        return found().registers();
    }

    /**
     * The time between the first lost acknowledgement and the last one; zero if less than two are lost.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public Duration time() {
        return known().lostTime();
    }

    /**
     * How much WAL the loss reaches back, in bytes: from the fork behind which it was written to the last lost write; empty if
     * nothing is lost, or no fork explains it.
     *
     * @throws ReplicatedPostgresException if it is not known
     */
    public Optional<Long> walBytes() {
        return known().lostWalBytes(history);
    }

    private Ledger known() {
        if (unknown != null || page == null) {
            throw notKnown();
        }
        return page;
    }

    private FinalContents found() {
        known();
        if (contents == null) {
            throw notKnown();
        }
        return contents;
    }

    private ReplicatedPostgresException notKnown() {
        return new ReplicatedPostgresException(
                "what %s lost is not known: %s. Ask when its clients have written, and exactly one primary answers; isKnown() says whether it can be told."
                        .formatted(work.name(), unknown));
    }

    /** For example {@code inserts_1: node-2 lacks 176 of 1200 acknowledged writes: node-1 acknowledged 1024-1199}. */
    @Override
    public String toString() {
        if (unknown != null) {
            return "%s: what is lost is not known: %s".formatted(work.name(), unknown);
        }
        String where = byNode().entrySet().stream()
                .map(entry -> "%s acknowledged %s"
                        .formatted(entry.getKey(), entry.getValue().shortened(RANGES_SHOWN)))
                .collect(Collectors.joining("; "));
        return "%s: %s lacks %s of %s acknowledged writes%s"
                .formatted(work.name(), survivor(), size(), acknowledged(), where.isEmpty() ? "" : ": " + where);
    }
}
