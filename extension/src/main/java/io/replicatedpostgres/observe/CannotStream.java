package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.observe.Refusal.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A standby that tries to stream and is refused. Once may be a race with a promotion, or with the making of a slot, and so may
 * two attempts at once: the same reason some time later, without a stream between, counts; and a reason that nothing mends
 * counts when it has lasted.
 */
final class CannotStream implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** A walreceiver that is refused says streaming for a moment before. */
    static final Duration REALLY_STREAMS = Duration.ofSeconds(1);

    /** When each was read for the first time, on the monotonic clock. */
    private final Map<NodeRef, Map<Refusal, Long>> firsts = new HashMap<>();

    private final Map<NodeRef, Refusal> lasts = new HashMap<>();
    private final Lasting streams = new Lasting();
    private final Lasting refused = new Lasting();

    /** Since when a node has been seen without a doing of the test; by node. */
    private final Map<NodeRef, Long> undisturbedSince = new HashMap<>();

    @Override
    public List<Finding> look(Look look, Picture all) {
        NodeRef node = look.node();
        notesDisturbance(look, all);
        if (look.saysItStreams() && look.isAnswered()) {
            refused.forget(node);
            if (streams.sameFor(node, true, look).compareTo(REALLY_STREAMS) >= 0) {
                forget(node);
            }
            return List.of();
        }
        streams.forget(node);
        if (look.role() == Role.PRIMARY || look.role() == Role.STOPPED) {
            forget(node);
        }
        Refusal last = lasts.get(node);
        if (last == null || look.role() != Role.STANDBY || !look.isAnswered()) {
            refused.forget(node);
            return List.of();
        }
        boolean mends =
                look.circumstances() != null && look.circumstances().conf().restores();
        Duration lasted = refused.sameFor(node, last, look);
        return mends || lasted.compareTo(PATIENCE) < 0
                ? List.of()
                : List.of(found(node, last, "for %s s".formatted(PATIENCE.toSeconds())));
    }

    private void notesDisturbance(Look look, Picture all) {
        if (all.isOutOfSight(look.node(), look.endedNanos())) {
            undisturbedSince.remove(look.node());
        } else {
            undisturbedSince.putIfAbsent(look.node(), look.endedNanos());
        }
    }

    private void forget(NodeRef node) {
        firsts.remove(node);
        lasts.remove(node);
    }

    @Override
    public List<Finding> line(NodeRef node, String line, long earliestNanos, long readNanos, Picture all) {
        Optional<Refusal> said = Refusal.in(line).filter(one -> counts(one, node, earliestNanos, all));
        if (said.isEmpty()) {
            return List.of();
        }
        Refusal refusal = said.get();
        if (refusal.kind() == Kind.FINAL) {
            lasts.put(node, refusal);
        }
        Long first = firsts.computeIfAbsent(node, any -> new HashMap<>()).putIfAbsent(refusal, readNanos);
        if (first == null || earliestNanos - first < PATIENCE.toNanos()) {
            return List.of();
        }
        return List.of(found(
                node,
                refusal,
                "again after %s s"
                        .formatted(Duration.ofNanos(earliestNanos - first).toSeconds())));
    }

    /** A server that does not answer a standby may be down, and a link may be cut: that says nothing of the standby. */
    private boolean counts(Refusal refusal, NodeRef node, long earliestNanos, Picture all) {
        if (refusal.kind() != Kind.UNREACHABLE) {
            return true;
        }
        return wasUndisturbed(node, earliestNanos)
                && all.last(node)
                        .flatMap(all::upstreamByItsSettings)
                        .map(upstream -> wasUndisturbed(upstream, earliestNanos))
                        .orElse(true);
    }

    private boolean wasUndisturbed(NodeRef node, long earliestNanos) {
        Long since = undisturbedSince.get(node);
        return since != null && since <= earliestNanos;
    }

    private static Finding found(NodeRef node, Refusal refusal, String howLong) {
        if (refusal.kind() == Kind.FORK) {
            return Finding.of(
                    Illusion.LOOPING_ON_A_FORK,
                    node,
                    "runs, answers, and will never catch up: it says %s '%s'".formatted(howLong, refusal.reason()));
        }
        return Finding.of(
                Illusion.CANNOT_STREAM,
                node,
                "runs, and cannot stream from its upstream: its walreceiver has ended %s with '%s'"
                        .formatted(howLong, refusal.reason()));
    }
}
