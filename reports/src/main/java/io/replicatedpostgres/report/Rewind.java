package io.replicatedpostgres.report;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A node that was taken back to where two histories were one.
 *
 * @param atNanos when
 * @param node which node
 * @param detail to which node's history
 * @param divergedAt where the histories parted
 * @param rewoundTo the last checkpoint before that
 * @param thrownAwayBytes what the node was seen to write past that point as a primary; 0 if nothing was seen
 */
record Rewind(long atNanos, NodeRef node, String detail, Lsn divergedAt, Lsn rewoundTo, long thrownAwayBytes) {

    String words() {
        return "%s rewound to the checkpoint at %s%s"
                .formatted(
                        node,
                        rewoundTo,
                        thrownAwayBytes == 0 ? "" : ", throwing away " + DataSize.bytes(thrownAwayBytes));
    }

    /** All of an attempt that did something and said so. */
    static List<Rewind> in(Attempt attempt) {
        var rewinds = new ArrayList<Rewind>();
        for (Deed deed : attempt.deeds()) {
            if (deed.name().equals("rewind")
                    && deed.message() != null
                    && deed.nodes().size() == 1) {
                var said = new RewindResult(deed.message(), List.of());
                Optional<Lsn> parted = lsn(said::divergedAt);
                lsn(said::rewoundTo)
                        .or(() -> parted)
                        .ifPresent(to -> rewinds.add(of(attempt, deed, parted.orElse(to), to)));
            }
        }
        return rewinds;
    }

    private static Rewind of(Attempt attempt, Deed deed, Lsn parted, Lsn to) {
        NodeRef node = deed.nodes().get(0);
        long bytes = lastReign(attempt, node, deed.fromNanos())
                .map(timeline -> attempt.evidence().reached().get(timeline))
                .map(end -> Math.max(0, end.minus(parted)))
                .orElse(0L);
        return new Rewind(deed.fromNanos(), node, deed.detail(), parted, to, bytes);
    }

    private static Optional<Timeline> lastReign(Attempt attempt, NodeRef node, long beforeNanos) {
        return attempt.lanes().stream()
                .filter(lane -> lane.node().equals(node))
                .flatMap(lane -> lane.spans().stream())
                .filter(span -> span.role() == Role.PRIMARY && span.fromNanos() < beforeNanos)
                .reduce((earlier, later) -> later)
                .map(Span::timeline);
    }

    /** A journal may say anything, invalid numbers included. */
    private static Optional<Lsn> lsn(Supplier<Optional<Lsn>> question) {
        try {
            return question.get();
        } catch (RuntimeException notAnLsn) {
            return Optional.empty();
        }
    }
}
