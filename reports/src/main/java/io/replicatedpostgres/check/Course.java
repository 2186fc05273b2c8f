package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened to the servers, as far as it can explain what became of a write: promotions, crashes, changed settings. */
final class Course {

    /** A promotion, and when it was recorded. */
    record Fork(long atNanos, TimelineForked event) {}

    /** From when to when something was done. */
    private record Span(long fromNanos, long toNanos) {}

    private static final Set<String> CLEAN_STOPS = Set.of("FAST", "SMART");
    private static final Set<String> CHANGES_OF_THE_WAIT = Set.of("synchronous standbys", "configure");

    private final List<Fork> forks = new ArrayList<>();
    private final Map<Long, ActBegan> open = new HashMap<>();
    private final Map<Long, Long> begun = new HashMap<>();
    private final List<Span> changes = new ArrayList<>();
    private final Map<NodeRef, Role> roles = new HashMap<>();
    private final Map<NodeRef, TreeMap<Long, Role>> roleTimes = new HashMap<>();
    private final Map<NodeRef, Timeline> timelines = new HashMap<>();
    private final Map<NodeRef, List<Long>> crashes = new HashMap<>();

    void forked(long atNanos, TimelineForked event) {
        forks.add(new Fork(atNanos, event));
        timelines.put(event.node(), event.timeline());
    }

    void began(long atNanos, ActBegan act) {
        open.put(act.id(), act);
        begun.put(act.id(), atNanos);
    }

    void ended(long atNanos, ActEnded end) {
        ActBegan act = open.remove(end.id());
        Long from = begun.remove(end.id());
        if (act != null && from != null && CHANGES_OF_THE_WAIT.contains(act.verb())) {
            changes.add(new Span(from, atNanos));
        }
    }

    void changed(long atNanos, RoleChanged changed) {
        is(atNanos, changed.node(), changed.role(), changed.timeline());
    }

    void sampled(long atNanos, NodeSampled sample) {
        is(atNanos, sample.state().node(), sample.state().role(), sample.state().timeline());
    }

    private void is(long atNanos, NodeRef node, Role role, @Nullable Timeline timeline) {
        if (timeline != null) {
            timelines.put(node, timeline);
        }
        Role before = roles.put(node, role);
        if (before == role) {
            return;
        }
        roleTimes.computeIfAbsent(node, first -> new TreeMap<>()).put(atNanos, role);
        boolean down = role == Role.STOPPED || role == Role.UNRESPONSIVE;
        if (down && before != Role.STOPPED && !isStoppingInOrder(node)) {
            crashes.computeIfAbsent(node, first -> new ArrayList<>()).add(atNanos);
        }
    }

    private boolean isStoppingInOrder(NodeRef node) {
        return open.values().stream()
                .anyMatch(act ->
                        act.verb().equals("stop") && node.equals(act.node()) && CLEAN_STOPS.contains(act.detail()));
    }

    /** The promotions, in their order. */
    List<Fork> forks() {
        return forks;
    }

    /** The timeline that a node was last seen on. */
    Optional<Timeline> timelineOf(NodeRef node) {
        return Optional.ofNullable(timelines.get(node));
    }

    /** What a node was last seen to be at this time. */
    Optional<Role> roleOf(NodeRef node, long atNanos) {
        return Optional.ofNullable(roleTimes.get(node))
                .map(times -> times.floorEntry(atNanos))
                .map(Map.Entry::getValue);
    }

    /** Whether a node was seen to begin to be something after one time and up to another one. */
    boolean becameBetween(NodeRef node, Role role, long fromNanos, long toNanos) {
        TreeMap<Long, Role> times = roleTimes.get(node);
        return times != null && times.subMap(fromNanos, false, toNanos, true).containsValue(role);
    }

    /** Whether a node was out of order between two times: killed, crashed, or without an answer. */
    boolean wasDown(NodeRef node, long fromNanos, long toNanos) {
        return crashes.getOrDefault(node, List.of()).stream().anyMatch(at -> at >= fromNanos && at <= toNanos);
    }

    /** Whether the settings that decide what a commit waits for were being changed at some time between these two. */
    boolean changedTheWait(long fromNanos, long toNanos) {
        boolean changing = open.entrySet().stream()
                .anyMatch(act -> CHANGES_OF_THE_WAIT.contains(act.getValue().verb())
                        && begun.getOrDefault(act.getKey(), 0L) <= toNanos);
        return changing
                || changes.stream().anyMatch(span -> span.fromNanos() <= toNanos && span.toNanos() >= fromNanos);
    }
}
