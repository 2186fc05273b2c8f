package io.replicatedpostgres.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A standby that was added to a running cluster, and streams.
 *
 * @param node the new node
 * @param upstream whom it streams from, and whose base backup it began with
 * @param slotOrNone the slot it streams through; null for none
 * @param took from nothing to streaming
 */
public record StandbyAdded(
        Node node, Node upstream, @Nullable String slotOrNone, Duration took) {

    /** The slot it streams through. */
    public Optional<String> slot() {
        return Optional.ofNullable(slotOrNone);
    }
}
