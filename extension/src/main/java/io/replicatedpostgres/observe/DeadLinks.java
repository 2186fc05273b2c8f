package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that says it streams, and a standby that gets nothing. What the upstream had at one moment must be with the
 * standby some time later; both are looked at without a gap meanwhile.
 */
final class DeadLinks implements Detector {

    /** Shorter than PostgreSQL's timeouts (60 s), longer than a hiccup of a loaded machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * What has not arrived yet.
     *
     * @param sent the position of the upstream at the first look at it
     * @param got the position of the standby then
     * @param since the end of that look
     * @param upstreamSeen the end of the last look at the upstream that showed the stream
     * @param standbySeen the end of the last look at the standby that showed the position
     */
    private record Owed(NodeRef upstream, Lsn sent, Lsn got, long since, long upstreamSeen, long standbySeen) {

        Owed seenAt(long upstreamNanos, long standbyNanos) {
            return new Owed(upstream, sent, got, since, upstreamNanos, standbyNanos);
        }
    }

    /** By standby. */
    private final Map<NodeRef, Owed> owed = new HashMap<>();

    @Override
    public List<Finding> look(Look look, Picture all) {
        if (!look.isAnswered()) {
            owed.remove(look.node());
            owed.values().removeIf(one -> one.upstream().equals(look.node()));
            return List.of();
        }
        asUpstream(look, all);
        return asStandby(look, all);
    }

    private void asUpstream(Look look, Picture all) {
        Lsn has = look.state().written();
        for (StandbyState row : look.sample().standbys()) {
            Look standby = row.isStreaming() ? standbyOf(look, row, all) : null;
            if (standby != null && has != null) {
                owes(look, has, standby);
            }
        }
        owed.values().removeIf(one -> one.upstream().equals(look.node()) && one.upstreamSeen() != look.endedNanos());
    }

    private void owes(Look upstream, Lsn has, Look standby) {
        Lsn got = standby.state().written();
        Owed before = owed.get(standby.node());
        if (got == null || !has.isAfter(got)) {
            owed.remove(standby.node());
            return;
        }
        var now =
                new Owed(upstream.node(), has, got, upstream.endedNanos(), upstream.endedNanos(), standby.endedNanos());
        if (before != null
                && before.upstream().equals(upstream.node())
                && upstream.beganNanos() - before.upstreamSeen() <= Look.GAP.toNanos()) {
            now = before.seenAt(upstream.endedNanos(), before.standbySeen());
        }
        owed.put(standby.node(), now);
    }

    private static @Nullable Look standbyOf(Look upstream, StandbyState row, Picture all) {
        return all.named(row.applicationName())
                .flatMap(node -> all.answered(node, upstream.beganNanos()))
                .filter(look -> look.role() == Role.STANDBY)
                .filter(look -> all.isServedBy(look, upstream.node(), row))
                .orElse(null);
    }

    private List<Finding> asStandby(Look look, Picture all) {
        NodeRef node = look.node();
        Owed now = owed.get(node);
        Lsn got = look.state().written();
        if (now == null) {
            return List.of();
        }
        boolean wasSeen = look.beganNanos() - now.standbySeen() <= Look.GAP.toNanos()
                && look.beganNanos() - now.upstreamSeen() <= Look.GAP.toNanos();
        boolean slow = all.doings().isSlowed(node) || all.doings().isSlowed(now.upstream());
        if (got == null || got.isAfter(now.got()) || !wasSeen || slow) {
            owed.remove(node);
            return List.of();
        }
        owed.put(node, now.seenAt(now.upstreamSeen(), look.endedNanos()));
        Duration still = Duration.ofNanos(look.beganNanos() - now.since());
        if (still.compareTo(PATIENCE) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.STREAMING_OVER_A_DEAD_LINK,
                node,
                "%s says it streams to it and was at %s, but nothing has arrived past %s for %s ms"
                        .formatted(now.upstream(), now.sent(), got, still.toMillis())));
    }
}
