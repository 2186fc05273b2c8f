package io.replicatedpostgres.report;

import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds when more than one node took writes. */
final class TwoPrimaries {

    private TwoPrimaries() {}

    static List<Stretch> in(List<Lane> lanes) {
        var found = new ArrayList<Stretch>();
        int primaries = 0;
        long since = 0;
        for (Map.Entry<Long, Integer> change : changes(lanes).entrySet()) {
            int before = primaries;
            primaries += change.getValue();
            if (before < 2 && primaries >= 2) {
                since = change.getKey();
            } else if (before >= 2 && primaries < 2) {
                found.add(new Stretch(since, change.getKey()));
            }
        }
        return found;
    }

    private static Map<Long, Integer> changes(List<Lane> lanes) {
        var changes = new TreeMap<Long, Integer>();
        lanes.stream()
                .flatMap(lane -> lane.spans().stream())
                .filter(span -> span.role() == Role.PRIMARY)
                .forEach(span -> {
                    changes.merge(span.fromNanos(), 1, Integer::sum);
                    changes.merge(span.toNanos(), -1, Integer::sum);
                });
        return changes;
    }
}
