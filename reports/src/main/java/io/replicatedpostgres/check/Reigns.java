package io.replicatedpostgres.check;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects from roles when each node was a primary. */
final class Reigns {

    private final List<Reign> ended = new ArrayList<>();
    private final Map<NodeRef, Long> since = new LinkedHashMap<>();

    void saw(long atNanos, NodeRef node, Role role) {
        if (role == Role.PRIMARY) {
            since.putIfAbsent(node, atNanos);
        } else {
            Long from = since.remove(node);
            if (from != null) {
                ended.add(new Reign(node, from, atNanos));
            }
        }
    }

    List<Reign> until(long endNanos) {
        var all = new ArrayList<>(ended);
        since.forEach((node, from) -> all.add(new Reign(node, from, endNanos)));
        return List.copyOf(all);
    }
}
