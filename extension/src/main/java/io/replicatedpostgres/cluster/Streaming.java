package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Waits until an upstream sees a standby streaming. */
final class Streaming {

    private static final String STREAMING = "streaming";
    private static final long NUDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Streaming() {}

    /** A standby that came too early waits for 5 s ({@code wal_retrieve_retry_interval}); a reload ends that wait. */
    static void await(Member upstream, Member standby) {
        try (Sql sql = upstream.session()) {
            await(sql, upstream, List.of(standby));
        }
    }

    /** The same for several at once, seen through a session with their upstream. */
    static void await(Sql sql, Member upstream, List<Member> standbys) {
        await("stream from " + upstream.ref(), "state=streaming", sql, upstream, standbys, state -> true);
    }

    /** Waits until they stream and have said that they have replayed a position of {@link #emitForApply}. */
    static void awaitApplied(Sql sql, Member upstream, List<Member> standbys, Lsn position) {
        await(
                "replay what its primary had written",
                "state=streaming, replay ≥ " + position,
                sql,
                upstream,
                standbys,
                state -> state.replayed() != null && state.replayed().isAtLeast(position));
    }

    /**
     * Writes a record that every standby answers as soon as it has replayed it, and returns its position: else a standby says
     * how far it is when it has written, and then every ten seconds. Nobody is waited for.
     */
    static Lsn emitForApply(Sql sql) {
        // what a commit asks of standbys is in its record, whether or not one is synchronous
        sql.execute("SET synchronous_commit = remote_apply");
        try {
            sql.query("SELECT pg_logical_emit_message(true, 'replicated-postgres', 'started')", row -> true);
            return sql.one("SELECT pg_current_wal_lsn()", row -> Lsn.parse(row.getString(1)));
        } finally {
            sql.execute("SET synchronous_commit = local");
        }
    }

    private static void await(
            String what, String wanted, Sql sql, Member upstream, List<Member> standbys, Predicate<StandbyState> good) {
        long[] nudged = {System.nanoTime()};
        Await.orFail(names(standbys) + " did not " + what, upstream.deadline())
                .lookAt(() -> standbys.stream().map(Member::whereToLook).collect(Collectors.joining(", ")))
                .until(wanted, () -> missing(upstream.catalog(sql), standbys, good), missing -> {
                    if (System.nanoTime() - nudged[0] > NUDGE_NANOS) {
                        missing.forEach((standby, state) -> {
                            if (!state.startsWith(STREAMING)) {
                                standby.server().reload();
                            }
                        });
                        nudged[0] = System.nanoTime();
                    }
                    return missing.isEmpty();
                });
    }

    private static String names(List<Member> standbys) {
        return standbys.stream().map(standby -> standby.ref().name()).collect(Collectors.joining(", "));
    }

    /** Those that are not as wanted, each as its upstream sees it. */
    private static Map<Member, String> missing(Catalog catalog, List<Member> standbys, Predicate<StandbyState> good) {
        List<StandbyState> seen = catalog.standbys();
        var missing = new LinkedHashMap<Member, String>();
        for (Member standby : standbys) {
            List<StandbyState> its = seen.stream()
                    .filter(state ->
                            state.applicationName().equals(standby.ref().name()))
                    .toList();
            if (its.stream().noneMatch(state -> state.state().equals(STREAMING) && good.test(state))) {
                missing.put(
                        standby,
                        its.isEmpty()
                                ? "no walsender"
                                : its.get(0).state() + ", replay " + its.get(0).replayed());
            }
        }
        return missing;
    }
}
