package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lag;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.postgres.Sql;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How far one node is behind another one. */
final class Lagging {

    /** The clock of another server may be a little ahead; -1 if nothing was replayed since the start. */
    private static final String AGE_MICROS =
            "SELECT CASE WHEN t IS NULL THEN -1 ELSE greatest((extract(epoch FROM clock_timestamp() - t) * 1000000)::bigint, 0) END"
                    + " FROM pg_last_xact_replay_timestamp() AS t";

    private final Member standby;
    private final Member primary;

    Lagging(Member standby, Member primary) {
        this.standby = standby;
        this.primary = primary;
    }

    /** The primary is asked first: what the standby gets meanwhile only makes the answer smaller. */
    Lag measure() {
        ServerState there = answered(primary, primary.patientState());
        WalProgress written = progress(primary, there, there.replayed());
        try (Sql sql = standby.session()) {
            ServerState here = answered(standby, standby.catalog(sql).state());
            if (here.role() != ServerState.Role.STANDBY) {
                throw new ReplicatedPostgresException(
                        "%s is behind no other node: it is a primary. Ask a standby for its lag.".formatted(standby));
            }
            return Lag.of(
                    standby.ref(),
                    primary.ref(),
                    written,
                    progress(standby, here, here.written()),
                    progress(standby, here, here.replayed()),
                    age(sql));
        }
    }

    private ServerState answered(Member member, ServerState state) {
        if (state.timeline() == null || state.replayed() == null) {
            throw new ReplicatedPostgresException(
                    "how far %s is behind %s cannot be told: %s does not answer. It is: %s. %s"
                            .formatted(standby, primary, member, state, member.whereToLook()));
        }
        return state;
    }

    private static WalProgress progress(Member member, ServerState state, @Nullable Lsn end) {
        Timeline timeline = state.timeline();
        Lsn known = end == null ? state.replayed() : end;
        if (timeline == null || known == null) {
            throw new IllegalStateException("asked of a state that says nothing: " + state);
        }
        return new WalProgress(member.server().data().history(timeline), known);
    }

    private static @Nullable Duration age(Sql sql) {
        long micros = sql.one(AGE_MICROS, row -> row.getLong(1));
        return micros < 0 ? null : Duration.ofNanos(micros * 1000);
    }
}
