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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The events of the servers that can explain the outcome of a write: promotions, crashes, changed settings. */
final class Course {

    /** A promotion, and when it was recorded. */
    record Fork(long atNanos, TimelineForked event) {}

    /** From when to when something was done, and to which node; null if to all. */
    private record Span(@Nullable NodeRef node, long fromNanos, long toNanos) {

        boolean concerns(@Nullable NodeRef other) {
            return node == null || other == null || node.equals(other);
        }
    }

    private static final Set<String> CLEAN_STOPS = Set.of("FAST", "SMART");
    private static final String CUT_POWER = "cut power";

    private final List<Fork> forks = new ArrayList<>();
    private final Map<Long, ActBegan> open = new HashMap<>();
    private final Map<Long, Long> begun = new HashMap<>();
    private final List<Span> changes = new ArrayList<>();
    private final Map<NodeRef, List<Long>> powerCuts = new HashMap<>();
    private final Map<NodeRef, Role> roles = new HashMap<>();
    private final Map<NodeRef, TreeMap<Long, Role>> roleTimes = new HashMap<>();
    private final Map<NodeRef, Timeline> timelines = new HashMap<>();
    private final Map<NodeRef, List<Long>> crashes = new HashMap<>();
    private Timeline highestOfAPrimary = Timeline.FIRST;

    void forked(long atNanos, TimelineForked event) {
        forks.add(new Fork(atNanos, event));
        timelines.put(event.node(), event.timeline());
    }

    void began(long atNanos, ActBegan act) {
        if (act.verb().equals(CUT_POWER) && act.node() != null) {
            powerCuts.computeIfAbsent(act.node(), first -> new ArrayList<>()).add(atNanos);
        }
        open.put(act.id(), act);
        begun.put(act.id(), atNanos);
    }

    void ended(long atNanos, ActEnded end) {
        ActBegan act = open.remove(end.id());
        Long from = begun.remove(end.id());
        if (act != null && from != null && changesTheWait(act)) {
            changes.add(new Span(act.node(), from, atNanos));
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
            if (role == Role.PRIMARY && timeline.compareTo(highestOfAPrimary) > 0) {
                highestOfAPrimary = timeline;
            }
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

    /** Whether no node was promoted, and none went out of order. */
    boolean isUneventful() {
        return forks.isEmpty() && crashes.isEmpty();
    }

    /** What to say if a primary was seen on a timeline of which no promotion was recorded. */
    Optional<String> unrecordedPromotion() {
        boolean known = highestOfAPrimary.equals(Timeline.FIRST)
                || forks.stream().anyMatch(fork -> fork.event().timeline().compareTo(highestOfAPrimary) >= 0);
        return known
                ? Optional.empty()
                : Optional.of("a primary was seen on timeline %s, and its promotion was not recorded"
                        .formatted(highestOfAPrimary));
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

    /** When a node went out of order between two times: killed, crashed, or without an answer. */
    Stream<Long> crashes(NodeRef node, long fromNanos, long toNanos) {
        return crashes.getOrDefault(node, List.of()).stream().filter(at -> at >= fromNanos && at <= toNanos);
    }

    /** Whether the power of a node's machine was cut at some time between these two. */
    boolean lostPower(NodeRef node, long fromNanos, long toNanos) {
        return powerCuts.getOrDefault(node, List.of()).stream().anyMatch(at -> at >= fromNanos && at <= toNanos);
    }

    private static boolean changesTheWait(ActBegan act) {
        return act.verb().equals("synchronous standbys")
                || (act.verb().equals("configure") && act.detail().contains("synchronous"));
    }

    /** Whether the settings of a node that decide what a commit waits for were being changed at some time between these two. */
    boolean changedTheWait(@Nullable NodeRef node, long fromNanos, long toNanos) {
        Stream<Span> changing = open.entrySet().stream()
                .filter(act -> changesTheWait(act.getValue()))
                .map(act -> new Span(act.getValue().node(), begun.getOrDefault(act.getKey(), 0L), Long.MAX_VALUE));
        return Stream.concat(changing, changes.stream())
                .anyMatch(span -> span.concerns(node) && span.fromNanos() <= toNanos && span.toNanos() >= fromNanos);
    }
}
