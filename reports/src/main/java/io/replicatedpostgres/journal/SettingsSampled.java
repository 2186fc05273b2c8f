package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import java.util.List;

/**
 * The observer read the settings of a node: when it first got a session, and again when one that it got later showed others.
 * Since version 3 of the format.
 *
 * @param node which node
 * @param settings those that are not as PostgreSQL was built, by name; what may be a secret is hidden
 */
public record SettingsSampled(NodeRef node, List<SettingState> settings) implements Event {

    /** Copies the settings. */
    public SettingsSampled {
        settings = List.copyOf(settings);
    }
}
