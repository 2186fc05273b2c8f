package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that were primaries on the same timeline. A promotion opens a timeline, so one of them opened a number that the
 * other had: by name they have one history, in truth two.
 */
final class TwinTimelines implements Detector {

    private final Map<Timeline, NodeRef> owners = new HashMap<>();
    private final Map<NodeRef, Timeline> before = new HashMap<>();

    /** Right after a promotion a server may still name the old timeline: what it says twice counts. */
    @Override
    public List<Finding> look(Look look, Picture all) {
        ServerState state = look.state();
        @Nullable Timeline timeline = state.role() == ServerState.Role.PRIMARY ? state.timeline() : null;
        if (timeline == null) {
            before.remove(state.node());
            return List.of();
        }
        if (!timeline.equals(before.put(state.node(), timeline))) {
            return List.of();
        }
        NodeRef owner = owners.putIfAbsent(timeline, state.node());
        if (owner == null || owner.equals(state.node())) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.TWIN_TIMELINES,
                state.node(),
                "is a primary on timeline %s, and so was %s: two timelines of one number, which histories and pg_rewind take for the same"
                        .formatted(timeline, owner)));
    }
}
