package io.replicatedpostgres.report;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes lanes of role changes and samples alike: whatever says something new begins a new span. */
final class LaneBuilder {

    private final Map<NodeRef, List<Span>> spans = new TreeMap<>();

    void saw(NodeRef node, long atNanos, Role role, @Nullable Timeline timeline) {
        List<Span> lane = spans.computeIfAbsent(node, unseen -> new ArrayList<>());
        Span last = lane.isEmpty() ? null : lane.get(lane.size() - 1);
        if (last != null && last.says(role, timeline)) {
            return;
        }
        if (last != null) {
            boolean learned = last.role() == role && last.timeline() == null;
            lane.remove(lane.size() - 1);
            if (learned) {
                lane.add(new Span(last.fromNanos(), atNanos, role, timeline));
                return;
            }
            lane.add(last.until(atNanos));
        }
        lane.add(new Span(atNanos, atNanos, role, timeline));
    }

    List<Lane> build(long endNanos) {
        var lanes = new ArrayList<Lane>();
        spans.forEach((node, lane) -> {
            int last = lane.size() - 1;
            lane.set(last, lane.get(last).until(endNanos));
            lanes.add(new Lane(node, lane));
        });
        return lanes;
    }
}
