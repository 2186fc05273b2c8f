package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Lag where there is none: a standby has replayed all that an idle primary wrote, and its last transaction grows old. */
final class IdleTimestamps implements Detector {

    /** Most alarms on {@code now() - pg_last_xact_replay_timestamp()} are set at some seconds. */
    private static final Duration OLD = Duration.ofSeconds(5);

    @Override
    public List<Finding> look(Look look, Picture all) {
        Duration age = look.sample().vitals().replayLag();
        Lsn done = look.state().replayed();
        if (look.role() != Role.STANDBY
                || !look.isAnswered()
                || age == null
                || done == null
                || age.compareTo(OLD) < 0) {
            return List.of();
        }
        return all
                .onlyPrimary(look.beganNanos())
                .filter(primary -> isIdleWith(primary, look, done))
                .map(primary -> Finding.of(
                        Illusion.IDLE_TIMESTAMPS,
                        look.node(),
                        ("its last transaction is %s s old by pg_last_xact_replay_timestamp(), and yet it has all that the"
                                        + " primary (%s) wrote: the primary is idle")
                                .formatted(age.toSeconds(), primary.node())))
                .stream()
                .toList();
    }

    /** On one timeline, or positions mean nothing; and no commit waits there. */
    private static boolean isIdleWith(Look primary, Look standby, Lsn done) {
        Lsn written = primary.state().written();
        Circumstances now = primary.circumstances();
        return written != null
                && now != null
                && now.commitsWaiting() == 0
                && standby.state().timeline() != null
                && Objects.equals(primary.state().timeline(), standby.state().timeline())
                && done.isAtLeast(written);
    }
}
