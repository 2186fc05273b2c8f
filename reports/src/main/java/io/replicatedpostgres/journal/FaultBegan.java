package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * A fault that can be healed was put in place.
 *
 * @param id from {@link Journal#nextId()}; the same in {@link FaultEnded}
 * @param name what it is called, such as {@code freeze} or {@code isolated}
 * @param targets the nodes it strikes
 * @param description what it does to what, such as {@code node-2→node-1 frozen}; may be empty
 */
public record FaultBegan(long id, String name, List<NodeRef> targets, String description) implements Event {

    /** Copies the targets. */
    public FaultBegan {
        targets = List.copyOf(targets);
    }
}
