package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.postgres.Catalog;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Waits until an upstream sees a standby streaming. */
final class Streaming {

    private static final String STREAMING = "streaming";
    private static final long NUDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Streaming() {}

    /** A standby that came too early waits for 5 s ({@code wal_retrieve_retry_interval}); a reload ends that wait. */
    static void await(Member upstream, Member standby) {
        try (Sql sql = upstream.session()) {
            await(
                    "stream from " + upstream.ref(),
                    "state=streaming",
                    sql,
                    upstream,
                    List.of(standby),
                    (row, member) -> isConnectedTo(upstream, member, row),
                    false);
        }
    }

    /** A standby that cannot be asked yet, because it is not consistent, is known by its name and slot alone. */
    private static boolean isConnectedTo(Member upstream, Member standby, StandbyState row) {
        try {
            return standby.look(catalog -> catalog.receiver())
                    .filter(receiver -> whyNot(standby, receiver, upstream, row).isEmpty())
                    .isPresent();
        } catch (SqlException e) {
            return row.canServe(
                    standby.applicationName(),
                    standby.conf().value("primary_slot_name").orElse(null));
        }
    }

    /**
     * Why a standby does not stream from another node; empty if it does. Both are asked: the standby where its walreceiver is
     * connected to and which slot it uses, the other one whether it has a walsender of that name on that slot. The name alone
     * proves nothing: any client can give it.
     */
    static Optional<String> whyNot(Member standby, Member upstream) {
        Optional<ReceiverState> receiver = standby.look(catalog -> catalog.receiver());
        List<StandbyState> named = upstream.look(catalog -> catalog.standbys()).stream()
                .filter(row -> row.applicationName().equals(standby.applicationName()))
                .toList();
        var reasons = new ArrayList<String>();
        for (StandbyState row : named) {
            Optional<String> why =
                    receiver.map(one -> whyNot(standby, one, upstream, row)).orElse(Optional.of(""));
            if (why.isEmpty()) {
                return Optional.empty();
            }
            reasons.add(row + why.get());
        }
        return Optional.of("its walreceiver is %s and %s sees %s"
                .formatted(
                        receiver.map(ReceiverState::toString).orElse("not there"),
                        upstream.ref(),
                        reasons.isEmpty() ? "no walsender for it" : String.join(", ", reasons)));
    }

    private static Optional<String> whyNot(Member standby, ReceiverState receiver, Member upstream, StandbyState row) {
        Endpoint sender = receiver.sender();
        Optional<NodeRef> connectedTo = sender == null ? Optional.empty() : standby.reaches(sender);
        if (connectedTo.isPresent() && !connectedTo.get().equals(upstream.ref())) {
            return Optional.of(" (another client of that name: %s is connected to %s)"
                    .formatted(standby.ref(), connectedTo.get()));
        } else if (!row.canServe(standby.applicationName(), receiver.slotName())) {
            return Optional.of(" (another client of that name: %s uses another slot)".formatted(standby.ref()));
        }
        return receiver.isStreaming() && row.isStreaming() ? Optional.empty() : Optional.of("");
    }

    /** The same for several at once, seen through a session with their upstream. */
    static void await(Sql sql, Member upstream, List<Member> standbys) {
        await(
                "stream from " + upstream.ref(),
                "state=streaming",
                sql,
                upstream,
                standbys,
                (row, standby) -> true,
                true);
    }

    /** Waits until they stream and have said that they have replayed a position of {@link #emitForApply}. */
    static void awaitApplied(Sql sql, Member upstream, List<Member> standbys, Lsn position) {
        await(
                "replay what its primary had written",
                "state=streaming, replay ≥ " + position,
                sql,
                upstream,
                standbys,
                (row, standby) -> row.replayed() != null && row.replayed().isAtLeast(position),
                true);
    }

    /**
     * Writes a record that every standby answers as soon as it has replayed it, and returns its position: else a standby says
     * how far it is when it has written, and then every ten seconds. It waits for no standby.
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
            String what,
            String wanted,
            Sql sql,
            Member upstream,
            List<Member> standbys,
            BiPredicate<StandbyState, Member> good,
            boolean starting) {
        long[] nudged = {System.nanoTime()};
        Await.orFail(names(standbys) + " did not " + what, upstream.deadline())
                .lookAt(() -> standbys.stream()
                        .map(standby -> starting
                                ? standby.server().log().tail(LogMark.BEGINNING)
                                : standby.whyItDoesNotStream())
                        .collect(Collectors.joining("\n")))
                .until(wanted, () -> missing(upstream.catalog(sql), standbys, good), missing -> {
                    if (System.nanoTime() - nudged[0] > NUDGE_NANOS) {
                        missing.forEach((standby, state) -> {
                            if (starting) {
                                refuseHopeless(standby);
                            }
                            if (!state.startsWith(STREAMING)) {
                                standby.server().reload();
                            }
                        });
                        nudged[0] = System.nanoTime();
                    }
                    return missing.isEmpty();
                });
    }

    /** The first start of a standby of this cluster: its whole log is about it. */
    private static void refuseHopeless(Member standby) {
        standby.server().whyItNeverComes(LogMark.BEGINNING).ifPresent(why -> {
            throw why;
        });
    }

    private static String names(List<Member> standbys) {
        return standbys.stream().map(standby -> standby.ref().name()).collect(Collectors.joining(", "));
    }

    /** Those that are not as wanted, each as its upstream sees it. */
    private static Map<Member, String> missing(
            Catalog catalog, List<Member> standbys, BiPredicate<StandbyState, Member> good) {
        List<StandbyState> seen = catalog.standbys();
        var missing = new LinkedHashMap<Member, String>();
        for (Member standby : standbys) {
            List<StandbyState> its = seen.stream()
                    .filter(state -> state.applicationName().equals(standby.applicationName()))
                    .toList();
            if (its.stream().noneMatch(state -> state.state().equals(STREAMING) && good.test(state, standby))) {
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
