package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalPosition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The positions that primaries of a cluster have named to a test, each with its timeline. A test hands on a bare {@link Lsn},
 * and on which timeline it lies must not be guessed.
 */
final class NamedPositions {

    private static final int KEPT = 10_000;

    private final Map<Lsn, Timeline> named = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Lsn, Timeline> eldest) {
            return size() > KEPT;
        }
    };

    /** What a primary has written, on the timeline it writes; what a standby says lies on more than one, and is left out. */
    ServerState named(ServerState state) {
        Lsn written = state.written();
        Timeline timeline = state.timeline();
        if (state.role() == Role.PRIMARY && written != null && timeline != null) {
            named(written, timeline);
        }
        return state;
    }

    synchronized void named(Lsn lsn, Timeline timeline) {
        named.remove(lsn);
        named.put(lsn, timeline);
    }

    synchronized Optional<WalPosition> find(Lsn lsn) {
        return Optional.ofNullable(named.get(lsn)).map(timeline -> new WalPosition(timeline, lsn));
    }
}
