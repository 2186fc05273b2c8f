package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Replay that stands still though it seems to go on, and replay that is done though it seems to lag. */
final class Replays {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Most alarms on {@code now() - pg_last_xact_replay_timestamp()} are set at some seconds. */
    private static final Duration OLD = Duration.ofSeconds(5);

    private final Lasting replayed = new Lasting();

    List<FalseHealth> look(NodeSampled sample, Map<NodeRef, NodeSampled> all, long nowNanos) {
        ServerState state = sample.state();
        Lsn got = state.written();
        Lsn done = state.replayed();
        var found = new ArrayList<FalseHealth>();
        if (state.role() != Role.STANDBY || got == null || done == null || !got.isAfter(done)) {
            replayed.forget(state.node());
        } else if (replayed.sameFor(state.node(), done, nowNanos).compareTo(PATIENCE) >= 0) {
            found.add(new FalseHealth(
                    Illusion.REPLAY_STOPPED,
                    state.node(),
                    "has received WAL up to %s and has not replayed past %s for %d s"
                            .formatted(got, done, PATIENCE.toSeconds())));
        }
        idle(sample, all, found);
        return found;
    }

    private static void idle(NodeSampled sample, Map<NodeRef, NodeSampled> all, List<FalseHealth> found) {
        Duration age = sample.vitals().replayLag();
        Lsn done = sample.state().replayed();
        if (age == null || done == null || age.compareTo(OLD) < 0) {
            return;
        }
        List<Lsn> written = all.values().stream()
                .map(NodeSampled::state)
                .filter(state -> state.role() == Role.PRIMARY && state.written() != null)
                .map(ServerState::written)
                .map(java.util.Objects::requireNonNull)
                .toList();
        if (written.size() == 1 && done.isAtLeast(written.get(0))) {
            found.add(new FalseHealth(
                    Illusion.IDLE_TIMESTAMPS,
                    sample.state().node(),
                    ("its last transaction is %d s old by pg_last_xact_replay_timestamp(), and yet it has all that the"
                                    + " primary wrote: the primary is idle")
                            .formatted(age.toSeconds())));
        }
    }
}
