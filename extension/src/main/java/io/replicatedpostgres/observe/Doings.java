package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes that the test acts on: those that a verb took down, and those that a fault strikes. Without it, what the
 * test did would be found as if it had happened by itself.
 */
final class Doings {

    /** How long after the last doing a node may need to be as before: a walreceiver tries again after 5 s. */
    static final Duration AFTERMATH = Duration.ofSeconds(10);

    /** One strike on several nodes. */
    private record Struck(long id, Strike strike, List<NodeRef> nodes, boolean untilStart) {}

    private final Map<NodeRef, Boolean> down = new HashMap<>();
    private final Map<NodeRef, Long> lastDoing = new HashMap<>();
    private final List<Struck> strikes = new ArrayList<>();
    private int rearranging;
    private boolean managed;
    private long nextId;

    /** A verb takes it down, or it is not up yet. */
    synchronized void down(NodeRef node, long nowNanos) {
        down.put(node, true);
        lastDoing.put(node, nowNanos);
    }

    /** A verb has brought it up. */
    synchronized void up(NodeRef node, long nowNanos) {
        down.put(node, false);
        lastDoing.put(node, nowNanos);
        for (int i = 0; i < strikes.size(); i++) {
            Struck struck = strikes.get(i);
            if (struck.untilStart() && struck.nodes().contains(node)) {
                strikes.remove(i--);
            }
        }
    }

    /** A verb did something to it that may show for a while. */
    synchronized void changed(NodeRef node, long nowNanos) {
        lastDoing.put(node, nowNanos);
    }

    /**
     * A fault or a damage strikes nodes.
     *
     * @param untilStart whether the next start mends what a server may end of
     * @return to be run with the time when it is mended
     */
    synchronized Mended strike(Strike strike, Collection<NodeRef> nodes, boolean untilStart) {
        var struck = new Struck(nextId++, strike, List.copyOf(nodes), untilStart);
        strikes.add(struck);
        return nowNanos -> mended(struck, nowNanos);
    }

    /** Ends a strike. */
    @FunctionalInterface
    interface Mended {

        /** It is over; the nodes recover from now on. */
        void at(long nowNanos);
    }

    private synchronized void mended(Struck struck, long nowNanos) {
        strikes.removeIf(one -> one.id() == struck.id());
        struck.nodes().forEach(node -> lastDoing.put(node, nowNanos));
    }

    /** A verb rearranges who follows whom. */
    synchronized void rearranging(boolean begins) {
        rearranging += begins ? 1 : -1;
    }

    synchronized boolean isRearranging() {
        return rearranging > 0;
    }

    /** Whether it is down because a verb took it down. */
    synchronized boolean isTakenDown(NodeRef node) {
        return down.getOrDefault(node, false);
    }

    /** A failover manager starts and stops the servers: none that ends has ended by itself. */
    synchronized void managed() {
        managed = true;
    }

    /** Whether the test, or a failover manager, may have done something that a server ends of. */
    synchronized boolean mayEnd(NodeRef node) {
        return managed || isTakenDown(node) || isStruckBy(Strike.SERVER, node);
    }

    synchronized boolean isSlowed(NodeRef node) {
        return isStruckBy(Strike.SLOW, node);
    }

    private boolean isStruckBy(Strike strike, NodeRef node) {
        return strikes.stream()
                .anyMatch(struck -> struck.strike() == strike && struck.nodes().contains(node));
    }

    /** Whether the test does something to it, or did a short while ago. */
    synchronized boolean isDisturbed(NodeRef node, long nowNanos) {
        Long last = lastDoing.get(node);
        return isTakenDown(node)
                || strikes.stream().anyMatch(struck -> struck.nodes().contains(node))
                || (last != null && nowNanos - last < AFTERMATH.toNanos());
    }

    /** It is no node of the cluster any more. */
    synchronized void forget(NodeRef node) {
        down.remove(node);
        lastDoing.remove(node);
    }
}
