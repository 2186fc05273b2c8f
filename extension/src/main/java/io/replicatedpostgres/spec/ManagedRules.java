package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.SpecException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Refuses what a spec cannot ask for beside a failover manager, because the manager decides it. */
final class ManagedRules {

    private ManagedRules() {}

    static void check(
            Manager manager,
            List<NodeSpec> nodes,
            List<String> slots,
            SynchronousStandbys synchronousStandbys,
            @Nullable Disk disk) {
        String title = manager.kind().title();
        if (!slots.isEmpty()) {
            throw SpecException.of(
                    "slots = %s, manager = %s".formatted(slots, manager),
                    "%s makes the slots of its members itself".formatted(title),
                    "Leave the slots out");
        }
        for (NodeSpec node : nodes.subList(1, nodes.size())) {
            if (node.slot().isPresent()) {
                throw SpecException.of(
                        "slot of %s = %s, manager = %s".formatted(node.ref(), node.slotOrNone(), manager),
                        "%s names the slots itself".formatted(title),
                        "Leave the slot out");
            }
            if (!node.upstream().equals(Optional.of(nodes.get(0).ref()))) {
                throw SpecException.of(
                        "upstream of %s = %s, manager = %s".formatted(node.ref(), node.upstreamOrNone(), manager),
                        "%s decides whom a standby streams from".formatted(title),
                        "Leave the upstream out");
            }
        }
        if (synchronousStandbys.count() > 0 && manager.kind() != ManagerKind.REPMGR) {
            throw SpecException.of(
                    "synchronousStandbys = %s, manager = %s".formatted(synchronousStandbys, manager),
                    "%s sets synchronous_standby_names itself".formatted(title),
                    "Write managerSettings = \"%s\""
                            .formatted(
                                    manager.kind() == ManagerKind.PATRONI
                                            ? "synchronous_mode = true"
                                            : "number_sync_standbys = 1"));
        }
        boolean aNodeHasOne = nodes.stream().anyMatch(node -> node.diskOrNone() != null);
        if (disk != null || aNodeHasOne) {
            throw SpecException.of(
                    "disk = %s, manager = %s".formatted(disk == null ? "of one node" : disk, manager),
                    "a cluster with a failover manager has no disks of its own yet",
                    "Leave out the disk or the manager");
        }
    }
}
