package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From when to when each node was kept from its work: by a fault that is aimed at it, or because the test took it down. */
final class Strikes {

    private static final Set<String> TAKE_DOWN = Set.of("kill", "stop", "pause", "cut power", "fence");
    private static final Set<String> BRING_BACK = Set.of("start", "resume");
    private static final Set<String> ON_ORDER = Set.of("promote", "switchover");

    /** A node is down from the beginning of the act that takes it down to the end of the one that brings it back. */
    record Strike(NodeRef node, long fromNanos, long toNanos) {}

    /** The test promoted a node, or had one promoted: which one is not known if it is null. */
    private record Order(@Nullable NodeRef node, long fromNanos, long toNanos) {

        boolean covers(NodeRef promoted, long atNanos) {
            return (node == null || node.equals(promoted)) && fromNanos <= atNanos && toNanos >= atNanos;
        }
    }

    private final List<Strike> ended = new ArrayList<>();
    private final Map<NodeRef, Long> down = new HashMap<>();
    private final Map<Long, FaultBegan> faults = new HashMap<>();
    private final Map<Long, Long> faultTimes = new HashMap<>();
    private final Map<Long, ActBegan> acts = new HashMap<>();
    private final Map<Long, Long> actTimes = new HashMap<>();
    private final List<Order> orders = new ArrayList<>();

    void take(long atNanos, Event event) {
        if (event instanceof ActBegan act) {
            began(atNanos, act);
        } else if (event instanceof ActEnded act) {
            ended(atNanos, act.id());
        } else if (event instanceof FaultBegan fault) {
            faults.put(fault.id(), fault);
            faultTimes.put(fault.id(), atNanos);
        } else if (event instanceof FaultEnded fault) {
            healed(atNanos, fault.id());
        }
    }

    private void healed(long atNanos, long id) {
        FaultBegan fault = faults.remove(id);
        Long from = faultTimes.remove(id);
        if (fault != null && from != null) {
            fault.targets().forEach(node -> ended.add(new Strike(node, from, atNanos)));
        }
    }

    private void began(long atNanos, ActBegan act) {
        acts.put(act.id(), act);
        actTimes.put(act.id(), atNanos);
        if (act.node() != null && TAKE_DOWN.contains(act.verb())) {
            down.putIfAbsent(act.node(), atNanos);
        }
    }

    private void ended(long atNanos, long id) {
        ActBegan act = acts.remove(id);
        Long from = actTimes.remove(id);
        if (act == null || from == null) {
            return;
        }
        NodeRef node = act.node();
        if (ON_ORDER.contains(act.verb())) {
            orders.add(new Order(node, from, atNanos));
        } else if (node != null && BRING_BACK.contains(act.verb()) && down.containsKey(node)) {
            ended.add(new Strike(node, down.remove(node), atNanos));
        }
    }

    /** Whether the test itself promoted a node, or had it promoted, at this time. */
    boolean onOrder(NodeRef promoted, long atNanos) {
        Stream<Order> open = acts.values().stream()
                .filter(act -> ON_ORDER.contains(act.verb()))
                .map(act -> new Order(act.node(), actTimes.getOrDefault(act.id(), 0L), Long.MAX_VALUE));
        return Stream.concat(orders.stream(), open).anyMatch(order -> order.covers(promoted, atNanos));
    }

    /**
     * Since when a node was struck without a break, if the last strike on it before one time began after another time.
     *
     * @param sinceNanos what is over at this time does not count
     */
    OptionalLong onWithoutABreak(NodeRef node, long sinceNanos, long untilNanos) {
        List<Strike> latestFirst = all().stream()
                .filter(strike -> strike.node().equals(node)
                        && strike.fromNanos() <= untilNanos
                        && strike.toNanos() >= sinceNanos)
                .sorted(Comparator.comparingLong(Strike::fromNanos).reversed())
                .toList();
        if (latestFirst.isEmpty()) {
            return OptionalLong.empty();
        }
        long from = latestFirst.get(0).fromNanos();
        for (Strike strike : latestFirst) {
            if (strike.toNanos() >= from) {
                from = Math.min(from, strike.fromNanos());
            }
        }
        return OptionalLong.of(from);
    }

    /** All of them; what is not over ends never. */
    List<Strike> all() {
        var all = new ArrayList<>(ended);
        down.forEach((node, from) -> all.add(new Strike(node, from, Long.MAX_VALUE)));
        faults.forEach((id, fault) -> fault.targets()
                .forEach(node -> all.add(new Strike(node, faultTimes.getOrDefault(id, 0L), Long.MAX_VALUE))));
        return all;
    }
}
