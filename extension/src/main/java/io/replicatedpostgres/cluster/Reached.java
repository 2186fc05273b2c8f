package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.StoppedWal;
import io.replicatedpostgres.postgres.Wal;
import java.util.Optional;

/**
 * How far a node has come, whether it answers or not.
 *
 * @param role what it is doing
 * @param progress its timelines, and where it is: written by a primary, replayed by a standby that answers, on disk for others
 */
record Reached(Role role, WalProgress progress) {

    static Reached by(Member member) {
        ServerState state = member.patientState();
        Timeline timeline = state.timeline();
        Lsn end = state.replayed();
        if (timeline == null || end == null) {
            return new Reached(state.role(), onDisk(member));
        }
        return new Reached(state.role(), new WalProgress(member.server().data().history(timeline), end));
    }

    /** How far a standby that answers has received, replayed or not; empty if it is none. */
    static Optional<WalProgress> received(Member member) {
        ServerState state = member.patientState();
        return state.role() == Role.STANDBY ? written(member, state) : Optional.empty();
    }

    /** How far a node has WAL, replayed or not. */
    static WalProgress written(Member member) {
        return written(member, member.patientState()).orElseGet(() -> onDisk(member));
    }

    private static Optional<WalProgress> written(Member member, ServerState state) {
        Timeline timeline = state.timeline();
        Lsn end = state.written();
        return timeline == null || end == null
                ? Optional.empty()
                : Optional.of(new WalProgress(member.server().data().history(timeline), end));
    }

    static WalProgress onDisk(Member member) {
        return StoppedWal.of(member.host());
    }

    Lsn end() {
        return progress.end();
    }

    /** Whether its end is that of a record: a primary may have written half of one. */
    boolean endsRecord() {
        return role != Role.PRIMARY;
    }

    Wal wal(Member member) {
        return new Wal(member.host(), progress.history());
    }
}
