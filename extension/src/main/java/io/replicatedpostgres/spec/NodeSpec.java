package io.replicatedpostgres.spec;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster, as asked for.
 *
 * @param ref its identity
 * @param upstreamOrNone whom it streams from; null for the first primary
 * @param slotOrNone the slot it streams through on its upstream; null for none
 * @param settings PostgreSQL settings of this node alone; they beat those of the cluster
 * @param diskOrNone the disk that this node alone was given; null for what the cluster has
 */
public record NodeSpec(
        NodeRef ref,
        @Nullable NodeRef upstreamOrNone,
        @Nullable String slotOrNone,
        Map<String, String> settings,
        @Nullable Disk diskOrNone) {

    /** Copies the settings. */
    public NodeSpec {
        Given.value("ref", ref);
        Given.each("settings", settings);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Whom it streams from; empty for the first primary. */
    public Optional<NodeRef> upstream() {
        return Optional.ofNullable(upstreamOrNone);
    }

    /** The slot it streams through; empty for none. */
    public Optional<String> slot() {
        return Optional.ofNullable(slotOrNone);
    }
}
