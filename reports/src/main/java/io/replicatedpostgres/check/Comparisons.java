package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Convergence.LeftOut;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The comparisons of the nodes with each other, and which nodes the cluster had by then. */
final class Comparisons {

    private static final String ADD = "add standby";
    private static final String REMOVE = "remove standby";

    /**
     * A node of the cluster.
     *
     * @param role what it was last seen to be; null if that was not seen
     * @param differs whether it differed from others when it was last compared
     */
    private record Known(@Nullable Role role, boolean differs) {}

    /** A change of the nodes under way, and which there were before it. */
    private record Change(ActBegan act, Set<NodeRef> before) {}

    private final Map<NodeRef, Known> nodes = new LinkedHashMap<>();
    private final Set<NodeRef> gone = new HashSet<>();
    private final Map<Long, Change> open = new HashMap<>();
    private final List<Convergence> all = new ArrayList<>();
    private long lastNanos;

    void take(Entry entry) {
        Event event = entry.event();
        if (event instanceof NodeSampled sample) {
            is(sample.state().node(), sample.state().role());
        } else if (event instanceof RoleChanged changed) {
            is(changed.node(), changed.role());
        } else if (event instanceof FinalContents found) {
            nodes.putIfAbsent(found.node(), new Known(null, false));
        } else if (event instanceof ActBegan act
                && (act.verb().equals(ADD) || act.verb().equals(REMOVE))) {
            open.put(act.id(), new Change(act, Set.copyOf(nodes.keySet())));
        } else if (event instanceof ActEnded end) {
            Optional.ofNullable(open.remove(end.id())).ifPresent(change -> ended(change, end.outcome()));
        } else if (event instanceof Convergence seen) {
            compared(seen);
            lastNanos = entry.atNanos();
        }
    }

    private void is(NodeRef node, Role role) {
        if (!gone.contains(node)) {
            boolean differs = nodes.containsKey(node) && nodes.get(node).differs();
            nodes.put(node, new Known(role, differs));
        }
    }

    /** A standby that was removed is no node any more, and one that could not be added never was. */
    private void ended(Change change, Outcome outcome) {
        boolean done = outcome == Outcome.OK;
        if (done && change.act().verb().equals(REMOVE)) {
            forget(new NodeRef(change.act().detail()));
        } else if (!done && change.act().verb().equals(ADD)) {
            nodes.keySet().stream()
                    .filter(node -> !change.before().contains(node))
                    .toList()
                    .forEach(this::forget);
        }
    }

    private void forget(NodeRef node) {
        nodes.remove(node);
        gone.add(node);
    }

    private void compared(Convergence seen) {
        all.add(seen);
        boolean differ = !seen.differences().isEmpty();
        for (NodeRef node : seen.nodes()) {
            Role role = nodes.containsKey(node) ? nodes.get(node).role() : null;
            nodes.put(node, new Known(role, differ));
        }
    }

    /** Each comparison, in their order. */
    List<Convergence> all() {
        return all;
    }

    /** The last one; empty if there is none. */
    Optional<Convergence> last() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** When the last one was recorded. */
    long lastNanos() {
        return lastNanos;
    }

    /** The nodes that the last comparison is silent about, those of the test's own choice left out; each with the reason. */
    Map<NodeRef, String> missing() {
        var missing = new LinkedHashMap<NodeRef, String>();
        last().ifPresent(last -> {
            var compared = new HashSet<>(last.nodes());
            for (LeftOut left : leftOut(last)) {
                if (left.asked()) {
                    compared.add(left.node());
                } else {
                    missing.put(left.node(), left.reason());
                }
            }
            nodes.forEach((node, known) -> {
                if (!compared.contains(node)) {
                    missing.putIfAbsent(node, words(known));
                }
            });
        });
        return missing;
    }

    private static String words(Known known) {
        @Nullable Role role = known.role();
        return role == null || role == Role.PRIMARY || role == Role.STANDBY
                ? "it was not looked at"
                : "it was last seen " + role.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a node differed from others when it was last compared. */
    boolean differs(NodeRef node) {
        Known known = nodes.get(node);
        return known != null && known.differs();
    }

    static Collection<LeftOut> leftOut(Convergence seen) {
        List<LeftOut> left = seen.leftOut();
        return left == null ? List.of() : left;
    }
}
