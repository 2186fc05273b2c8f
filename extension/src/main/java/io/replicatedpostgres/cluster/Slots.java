package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.SlotState;

/** The slots of one running node, as its standbys leave them. */
final class Slots {

    private final Node node;

    Slots(Node node) {
        this.node = node;
    }

    /** A walsender holds its slot for a moment after its standby has gone; a slot that is not there is dropped already. */
    boolean dropWhenInactive(String name) {
        if (node.slots().stream().map(SlotState::name).noneMatch(name::equals)) {
            return false;
        }
        awaitInactive(name);
        node.dropSlot(name);
        return true;
    }

    void awaitInactive(String name) {
        Await.orFail(
                        "slot %s of %s stayed active".formatted(name, node),
                        node.member().deadline())
                .until("inactive", () -> node.slot(name).active(), active -> !active);
    }
}
