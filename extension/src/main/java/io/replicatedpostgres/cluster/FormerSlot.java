package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.postgres.Sql;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The slot that a standby leaves on the node it streamed from before: dropped, because it would keep WAL there for ever. Where
 * that node does not answer now, it is dropped when it does.
 */
final class FormerSlot {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");

    private final Cluster cluster;
    private final Member standby;
    private final Acts acts;

    FormerSlot(Cluster cluster, Member standby, Acts acts) {
        this.cluster = cluster;
        this.standby = standby;
        this.acts = acts;
    }

    /** Drops it, unless the standby has stayed where it was, or the slot is one that the test has asked for. */
    void drop(Optional<NodeRef> former) {
        @Nullable String slot = standby.slotName();
        if (slot == null || !slot.equals(standby.ref().slotName())) {
            return;
        }
        former.filter(this::isLeft)
                .flatMap(ref -> cluster.nodes().stream()
                        .filter(node -> node.ref().equals(ref))
                        .findFirst())
                .ifPresent(node -> dropOn(node, slot));
    }

    private boolean isLeft(NodeRef former) {
        return standby.upstream().filter(former::equals).isEmpty();
    }

    private void dropOn(Node former, String slot) {
        Role role = former.member().patientState().role();
        if (role != Role.PRIMARY && role != Role.STANDBY) {
            former.member().onNextStart(() -> {
                if (isLeft(former.ref()) && cluster.nodes().contains(former)) {
                    dropOn(former, slot);
                }
            });
            return;
        }
        try (Sql sql = former.member().session()) {
            if (Slots.isActive(sql, slot).isEmpty()) {
                return;
            }
            awaitLeft(former);
            acts.run(
                    former.ref(),
                    "drop slot",
                    "%s: %s streams from %s now".formatted(slot, standby.ref(), upstream()),
                    () -> dropNow(former, sql, slot));
        } catch (ReplicatedPostgresException e) {
            LOG.warn("slot {} stays on {}, and keeps WAL there: {}", slot, former, e.getMessage());
        }
    }

    private String upstream() {
        return standby.upstream().map(NodeRef::name).orElse("no node");
    }

    /** It reads its configuration in its own time, and would come back through the slot before. */
    private void awaitLeft(Node former) {
        if (standby.server().isRunning()) {
            Await.orFail("%s did not leave %s".formatted(standby.ref(), former), standby.deadline())
                    .until("its walreceiver elsewhere", () -> upstreamNow(), at -> !at.equals(former.name()));
        }
    }

    private String upstreamNow() {
        return standby.look(catalog -> catalog.receiver())
                .flatMap(receiver -> Optional.ofNullable(receiver.sender()))
                .flatMap(standby::reaches)
                .map(NodeRef::name)
                .orElse("nowhere");
    }

    /** A walsender behind a link that is cut does not know that its standby has gone. */
    private void dropNow(Node former, Sql sql, String slot) {
        sql.query("""
                SELECT pg_terminate_backend(s.active_pid) FROM pg_replication_slots s
                JOIN pg_stat_replication r ON r.pid = s.active_pid
                WHERE s.slot_name = ? AND r.application_name = ?""", row -> true, slot, standby.ref().name());
        new Slots(former).awaitInactive(sql, slot);
        sql.query(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?",
                row -> true,
                slot);
    }
}
