package io.replicatedpostgres.scenarios.console;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.StandbyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A text picture of a cluster at one moment: a line for each node, and for each slot. */
final class Picture {

    private static final String LINE = "%-10s %-13s %-9s %-12s %-12s %s";

    private Picture() {}

    static List<String> of(Cluster cluster) {
        var lines = new ArrayList<String>();
        lines.add(LINE.formatted("node", "role", "timeline", "WAL", "replayed", "streams to")
                .stripTrailing());
        for (Node node : cluster.nodes()) {
            lines.add(line(node, node.state()));
        }
        for (Node node : cluster.nodes()) {
            if (answers(node.state())) {
                node.slots().forEach(slot -> lines.add(line(slot)));
            }
        }
        if (cluster.primaries().size() > 1) {
            lines.add("SPLIT BRAIN: " + cluster.primaries());
        }
        return lines;
    }

    private static String line(Node node, ServerState state) {
        return LINE.formatted(
                        node.name(),
                        state.role().name().toLowerCase(Locale.ROOT),
                        shown(state.timeline()),
                        shown(state.written()),
                        shown(state.replayed()),
                        answers(state) ? streams(node.standbys()) : "")
                .stripTrailing();
    }

    private static String line(SlotState slot) {
        String kept = slot.retained() == null
                ? "nothing"
                : DataSize.bytes(slot.retained().bytes()) + " of WAL";
        return "  slot %s on %s: %s, keeps %s%s"
                .formatted(
                        slot.name(),
                        slot.node(),
                        slot.active() ? "active" : "inactive",
                        kept,
                        slot.walStatus() == null
                                ? ""
                                : ", " + slot.walStatus().name().toLowerCase(Locale.ROOT));
    }

    private static String streams(List<StandbyState> standbys) {
        return standbys.stream()
                .map(standby ->
                        "%s (%s, %s)".formatted(standby.applicationName(), standby.state(), standby.syncState()))
                .collect(Collectors.joining(", "));
    }

    private static boolean answers(ServerState state) {
        return state.role() == ServerState.Role.PRIMARY || state.role() == ServerState.Role.STANDBY;
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
