package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerProfile;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a spec as a tree: the way WAL flows, and what is set. */
final class PlanText {

    private final ClusterSpec spec;
    private final StringBuilder text = new StringBuilder();

    private PlanText(ClusterSpec spec) {
        this.spec = spec;
    }

    static String of(ClusterSpec spec) {
        return new PlanText(spec).print();
    }

    private String print() {
        line("cluster of " + spec.nodes().size());
        node(spec.primary(), "├─ ", "│  ");
        line("├─ slots on %s: %s"
                .formatted(spec.primary().ref(), spec.slots().isEmpty() ? "none" : String.join(", ", spec.slots())));
        line("├─ commit: synchronous_commit = %s, synchronous standbys: %s"
                .formatted(spec.synchronousCommit().value(), spec.synchronousStandbys()));
        line("├─ archive: " + spec.archive().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        line("├─ settings: " + settings(spec.settings()));
        if (spec.place().settings() != null) {
            line("├─ settings of " + spec.place().settings());
        }
        if (spec.place().profile() != ServerProfile.SMALL) {
            line("├─ profile: " + spec.place().profile());
        }
        line("├─ init scripts: "
                + (spec.initScripts().isEmpty()
                        ? "none"
                        : spec.initScripts().stream().map(InitScript::name).collect(Collectors.joining(", "))));
        spec.disk().ifPresent(disk -> line("├─ disk of each node: " + disk));
        for (NodeSpec node : spec.nodes()) {
            if (node.diskOrNone() != null) {
                line("├─ disk of %s: %s".formatted(node.ref(), node.diskOrNone()));
            }
        }
        spec.manager().ifPresent(manager -> line("├─ failover manager: " + manager));
        line("├─ deadline of each operation: %s s".formatted(spec.deadline().toMillis() / 1000.0));
        line("└─ PostgreSQL: "
                + (spec.place().version() == null
                        ? "the newest installed, or 17 in containers"
                        : spec.place().version()));
        return text.toString();
    }

    private void node(NodeSpec node, String branch, String below) {
        line(branch + node.ref() + what(node));
        var downstream = spec.nodes().stream()
                .filter(other -> other.upstream().filter(node.ref()::equals).isPresent())
                .toList();
        for (int i = 0; i < downstream.size(); i++) {
            boolean last = i == downstream.size() - 1;
            node(downstream.get(i), below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
        }
    }

    private String what(NodeSpec node) {
        String role = node.upstream()
                .map(NodeRef::name)
                .map(upstream -> ": standby of " + upstream
                        + (spec.manager().isPresent()
                                ? ""
                                : node.slot()
                                        .map(slot -> " through slot " + slot)
                                        .orElse(" without a slot")))
                .orElse(": primary");
        return role + (node.settings().isEmpty() ? "" : " with " + settings(node.settings()));
    }

    private static String settings(Map<String, String> settings) {
        if (settings.isEmpty()) {
            return "as the harness writes them";
        }
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
