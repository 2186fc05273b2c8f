package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at one server: all that was asked in one turn.
 *
 * @param sample what goes into the journal
 * @param slots its slots
 * @param circumstances what else detectors must know; null when the server did not answer
 * @param beganNanos when the first question was asked, on the monotonic clock
 * @param endedNanos when the last answer was there
 */
record Look(
        NodeSampled sample,
        List<SlotState> slots,
        @Nullable Circumstances circumstances,
        long beganNanos,
        long endedNanos) {

    /** What lies longer apart than this is not compared: ten looks fit into it. */
    static final Duration GAP = Duration.ofSeconds(1);

    Look {
        slots = List.copyOf(slots);
    }

    NodeRef node() {
        return sample.state().node();
    }

    ServerState state() {
        return sample.state();
    }

    Role role() {
        return sample.state().role();
    }

    /** Whether the server answered every question, and soon enough for the answers to belong to one moment. */
    boolean isAnswered() {
        return (role() == Role.PRIMARY || role() == Role.STANDBY)
                && circumstances != null
                && endedNanos - beganNanos <= GAP.toNanos();
    }

    /** Whether its walreceiver says that it streams. */
    boolean saysItStreams() {
        return role() == Role.STANDBY
                && sample.receiver() != null
                && sample.receiver().isStreaming();
    }

    /** Whether it was taken at most so long before a moment as two looks may lie apart. */
    boolean isFreshAt(long nanos) {
        return nanos - endedNanos <= GAP.toNanos();
    }
}
