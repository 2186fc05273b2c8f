package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.await.Interruptible;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.Sql;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far a node has replayed, judged on its own history. */
final class Replay {

    private final Member member;
    private final Map<Timeline, TimelineHistory> histories = new HashMap<>();

    Replay(Member member) {
        this.member = member;
    }

    /**
     * Waits until it has replayed a position.
     *
     * @throws ReplicatedPostgresException at once if it never will: it left that timeline before the position, and has gone on
     */
    void await(WalPosition wanted) {
        await(
                wanted,
                Interruptible.get(
                        member::state,
                        e -> new ReplicatedPostgresException(
                                "interrupted: %s was asked whether it has replayed %s".formatted(member.ref(), wanted),
                                e)));
    }

    /**
     * The same, where it has just been asked what it is doing.
     *
     * @param first what it answered
     */
    void await(WalPosition wanted, ServerState first) {
        if (has(answered(first), wanted)) {
            return;
        }
        try (Sql sql = member.session()) {
            var catalog = member.catalog(sql);
            Await.orFail(member.ref() + " did not catch up", member.deadline())
                    .lookAt(member::whyItDoesNotStream)
                    .until("replay ≥ " + wanted, catalog::state, seen -> {
                        refuseParted(seen, wanted);
                        return has(seen, wanted);
                    });
        }
    }

    /** A server that is slow or starts is waited for; that one does not run is told by the session. */
    private ServerState answered(ServerState first) {
        return first.role() != ServerState.Role.UNRESPONSIVE
                ? first
                : Await.orFail(member.ref() + " did not catch up", member.deadline())
                        .lookAt(member::whyItDoesNotStream)
                        .until("an answer", member::state, seen -> seen.role() != ServerState.Role.UNRESPONSIVE);
    }

    private void refuseParted(ServerState seen, WalPosition wanted) {
        parted(seen, wanted).ifPresent(words -> {
            throw new ReplicatedPostgresException(
                    "%s will never replay %s: %s. Rewind or rebuild it.".formatted(member.ref(), wanted, words));
        });
    }

    /** Why it has not replayed a position, as {@code it is: …}; empty if it has. */
    Optional<String> whyNot(ServerState seen, WalPosition wanted) {
        return has(seen, wanted)
                ? Optional.empty()
                : Optional.of("it is: %s%s%s".formatted(seen, elsewhere(seen, wanted), left(seen, wanted)));
    }

    private String left(ServerState seen, WalPosition wanted) {
        return parted(seen, wanted).map(words -> ", and " + words).orElse("");
    }

    private String elsewhere(ServerState seen, WalPosition wanted) {
        return progress(seen)
                .filter(progress -> !progress.history().includes(wanted.timeline()))
                .map(progress -> ", and it has not come to timeline " + wanted.timeline())
                .orElse("");
    }

    private boolean has(ServerState seen, WalPosition wanted) {
        return progress(seen).filter(progress -> progress.has(wanted)).isPresent();
    }

    /** A server that replays past the end of a timeline has left it for good. */
    private Optional<String> parted(ServerState seen, WalPosition wanted) {
        return progress(seen)
                .flatMap(progress -> progress.history()
                        .left(wanted.timeline())
                        .filter(left ->
                                wanted.lsn().isAfter(left) && progress.end().isAfter(left))
                        .map(left -> "it left timeline %s at %s for timeline %s"
                                .formatted(
                                        wanted.timeline(),
                                        left,
                                        progress.history().current())));
    }

    private Optional<WalProgress> progress(ServerState seen) {
        Timeline timeline = seen.timeline();
        Lsn replayed = seen.replayed();
        if (timeline == null || replayed == null) {
            return Optional.empty();
        }
        TimelineHistory history =
                histories.computeIfAbsent(timeline, member.server().data()::history);
        return Optional.of(new WalProgress(history, replayed));
    }
}
