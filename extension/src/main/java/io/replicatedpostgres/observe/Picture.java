package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StandbyState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last look at each node of a cluster, with what the harness knows of it. */
final class Picture {

    private final Map<NodeRef, Look> last = new LinkedHashMap<>();
    private final Map<NodeRef, Ties> ties = new LinkedHashMap<>();
    private final Doings doings;

    Picture(Doings doings) {
        this.doings = doings;
    }

    Doings doings() {
        return doings;
    }

    void know(NodeRef node, Ties itsTies) {
        ties.put(node, itsTies);
    }

    void put(Look look) {
        ties.putIfAbsent(look.node(), Ties.unknown());
        last.put(look.node(), look);
    }

    void forget(NodeRef node) {
        last.remove(node);
        ties.remove(node);
    }

    /** The nodes of the cluster. */
    Set<NodeRef> nodes() {
        return ties.keySet();
    }

    Optional<NodeRef> named(String name) {
        return ties.keySet().stream()
                .filter(node -> applicationName(node).equals(name))
                .findFirst();
    }

    private String applicationName(NodeRef node) {
        return tiesOf(node).applicationName().orElseGet(node::name);
    }

    Ties tiesOf(NodeRef node) {
        return ties.getOrDefault(node, Ties.unknown());
    }

    Collection<Look> looks() {
        return last.values();
    }

    /** The last look at a node; empty if there was none. */
    Optional<Look> last(NodeRef node) {
        return Optional.ofNullable(last.get(node));
    }

    /** The last look at a node if the server answered it, shortly before or after this moment. */
    Optional<Look> answered(NodeRef node, long nowNanos) {
        return last(node).filter(Look::isAnswered).filter(look -> look.isFreshAt(nowNanos));
    }

    /** Which node a standby's walreceiver is connected to; empty if it is connected to none that is known. */
    Optional<NodeRef> senderOf(Look standby) {
        ReceiverState receiver = standby.sample().receiver();
        @Nullable Endpoint sender = receiver == null ? null : receiver.sender();
        return sender == null ? Optional.empty() : tiesOf(standby.node()).at(sender);
    }

    /** Where the settings of a standby lead; empty if to no node of the cluster. */
    Optional<NodeRef> upstreamByItsSettings(Look standby) {
        return Optional.ofNullable(standby.circumstances())
                .flatMap(now -> Conninfo.endpoint(now.conf().primaryConninfo()))
                .flatMap(tiesOf(standby.node())::at);
    }

    /** Whom a standby is to follow: by its settings, else by what the harness told it. */
    Optional<NodeRef> upstreamOf(Look standby) {
        return upstreamByItsSettings(standby).or(() -> tiesOf(standby.node()).upstream());
    }

    /** Whether a row of a server's walsenders can be that of a standby: a client can give itself any name. */
    boolean isServedBy(Look standby, NodeRef server, StandbyState row) {
        ReceiverState receiver = standby.sample().receiver();
        Circumstances now = standby.circumstances();
        String slot = null;
        if (receiver != null) {
            slot = receiver.slotName();
        } else if (now != null && !now.conf().primarySlotName().isEmpty()) {
            slot = now.conf().primarySlotName();
        }
        return row.canServe(applicationName(standby.node()), slot)
                && senderOf(standby).filter(other -> !other.equals(server)).isEmpty();
    }

    /** The node that streams through a slot of this name wherever it streams from; empty if none does. */
    Optional<NodeRef> ownerOf(String slot) {
        return nodes().stream().filter(node -> owns(node, slot)).findFirst();
    }

    private boolean owns(NodeRef node, String slot) {
        boolean names = last(node)
                .map(Look::circumstances)
                .filter(now -> now.conf().primarySlotName().equals(slot))
                .isPresent();
        return names
                || node.slotName().equals(slot)
                || tiesOf(node).slot().filter(slot::equals).isPresent();
    }

    /**
     * Whether nothing can be said of a node now: the test does something to it, or it does not answer, or was not looked at.
     */
    boolean isOutOfSight(NodeRef node, long nowNanos) {
        return doings.isDisturbed(node, nowNanos) || answered(node, nowNanos).isEmpty();
    }

    /** Whether no process of it is left, and the test has nothing to do with that. */
    boolean hasEnded(NodeRef node, long nowNanos) {
        return !doings.isDisturbed(node, nowNanos)
                && last(node)
                        .filter(look -> look.role() == Role.STOPPED && look.isFreshAt(nowNanos))
                        .isPresent();
    }

    /** The one primary that is seen, if it answers; empty if several are. */
    Optional<Look> onlyPrimary(long nowNanos) {
        var primaries = last.values().stream()
                .filter(look -> look.role() == Role.PRIMARY)
                .toList();
        return primaries.size() == 1 ? answered(primaries.get(0).node(), nowNanos) : Optional.empty();
    }
}
