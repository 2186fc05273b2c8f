package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.List;

/** A standby that knows no upstream, and does not recover to a target: {@code primary_conninfo} was taken from it. */
final class WithoutUpstream implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Lasting without = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        Circumstances now = look.circumstances();
        if (now == null
                || look.role() != Role.STANDBY
                || !look.isAnswered()
                || !now.conf().primaryConninfo().isEmpty()
                || now.conf().hasRecoveryTarget()
                || all.doings().isRearranging()) {
            without.forget(look.node());
            return List.of();
        }
        Duration lasted = without.sameFor(look.node(), true, look);
        if (lasted.compareTo(PATIENCE) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.CANNOT_STREAM,
                look.node(),
                "runs, and cannot stream: for %s s it has had no primary_conninfo%s"
                        .formatted(
                                lasted.toSeconds(),
                                now.conf().restores() ? ", and reads only what its archive gives" : "")));
    }
}
