package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.postgres.Sql;
import java.util.Optional;

/** The slots of one running node, as its standbys leave them. */
final class Slots {

    private final Node node;

    Slots(Node node) {
        this.node = node;
    }

    /** A walsender holds its slot for a moment after its standby has gone; a slot that is not there is dropped already. */
    boolean dropWhenInactive(String name) {
        try (Sql sql = node.member().session()) {
            if (isActive(sql, name).isEmpty()) {
                return false;
            }
            awaitInactive(sql, name);
        }
        node.dropSlot(name);
        return true;
    }

    /** Waits through a session with the node. */
    void awaitInactive(Sql sql, String name) {
        Await.orFail(
                        "slot %s of %s stayed active".formatted(name, node),
                        node.member().deadline())
                .until("inactive", () -> isActive(sql, name), active -> !active.orElse(false));
    }

    /** Whether it is in use; empty if there is no such slot. */
    static Optional<Boolean> isActive(Sql sql, String name) {
        return sql
                .query("SELECT active FROM pg_replication_slots WHERE slot_name = ?", row -> row.getBoolean(1), name)
                .stream()
                .findFirst();
    }
}
