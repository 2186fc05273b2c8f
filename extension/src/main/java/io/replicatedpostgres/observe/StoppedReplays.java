package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.List;

/** Replay that stands still though WAL is there. A delay that is configured is part of what is expected. */
final class StoppedReplays implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * A standby that has lost its upstream reads again what has arrived only after {@code wal_retrieve_retry_interval}, which
     * is 5 s by default.
     */
    private static final Duration UNTIL_ANOTHER_TRY = Duration.ofSeconds(5);

    /** PostgreSQL flushes whole pages of WAL before their last record ends; the size is that of nearly every build. */
    private static final long PAGE_BYTES = 8192;

    private record Standing(Lsn replayed, Duration delay, boolean paused) {}

    private final Lasting standing = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        Lsn got = look.state().written();
        Lsn done = look.state().replayed();
        Circumstances now = look.circumstances();
        if (look.role() != Role.STANDBY
                || now == null
                || got == null
                || done == null
                || !look.isAnswered()
                || !got.isAfter(done)
                || endsWithinARecord(now, got)) {
            standing.forget(look.node());
            return List.of();
        }
        Duration delay = now.conf().applyDelay();
        Duration still = standing.sameFor(look.node(), new Standing(done, delay, now.replayPaused()), look);
        if (still.compareTo(expected(now)) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.REPLAY_STOPPED,
                look.node(),
                "has received WAL up to %s and has not replayed past %s for %s s: %s"
                        .formatted(got, done, still.toSeconds(), why(now))));
    }

    private static Duration expected(Circumstances now) {
        if (now.replayPaused()) {
            return PATIENCE;
        }
        Duration patience = PATIENCE.plus(now.conf().applyDelay());
        return now.waitsForAnotherTry() ? patience.plus(UNTIL_ANOTHER_TRY) : patience;
    }

    /** The rest of the record comes with the next commit; there is nothing to replay until then. */
    private static boolean endsWithinARecord(Circumstances now, Lsn got) {
        return !now.replayPaused() && now.waitsForWal() && Long.remainderUnsigned(got.bytes(), PAGE_BYTES) == 0;
    }

    private static String why(Circumstances now) {
        String wait = now.startupWait();
        if (now.replayPaused()) {
            return "replay is paused (pg_wal_replay_pause)";
        } else if (wait != null && isConflict(wait)) {
            return "queries on it are in the way (wait_event %s), for which max_standby_streaming_delay = %s waits"
                    .formatted(wait, now.conf().conflictDelay());
        } else if (!now.conf().applyDelay().isZero()) {
            return "longer than recovery_min_apply_delay = %s ms explains"
                    .formatted(now.conf().applyDelay().toMillis());
        }
        return "replay is not paused, and its startup process %s"
                .formatted(wait == null ? "names nothing that it waits for" : "shows wait_event " + wait);
    }

    private static boolean isConflict(String wait) {
        return wait.startsWith("RecoveryConflict") || wait.equals("BufferPin") || wait.equals("relation");
    }
}
