package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.StandbyState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The observer looked at a node. One that does not answer is sampled too: that is what
 * {@link ServerState.Role#UNRESPONSIVE} and {@link ServerState.Role#STOPPED} say.
 *
 * @param state what the server says of itself
 * @param standbys what it says of those who stream from it
 * @param receiver how it sees its upstream; null if it has no walreceiver
 * @param vitals what else was measured
 */
public record NodeSampled(
        ServerState state,
        List<StandbyState> standbys,
        @Nullable ReceiverState receiver,
        Vitals vitals) implements Event {

    /** Copies the standbys. */
    public NodeSampled {
        standbys = List.copyOf(standbys);
    }

    /** A node of which nothing is known but its state, as when it is stopped or does not answer. */
    public static NodeSampled of(ServerState state) {
        return new NodeSampled(state, List.of(), null, Vitals.unknown());
    }
}
