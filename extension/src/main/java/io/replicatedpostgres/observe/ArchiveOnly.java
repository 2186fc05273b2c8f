package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A standby that has an upstream, and replays for a while only what its archive gives. */
final class ArchiveOnly implements Detector {

    /** As long as a standby waits between two attempts to stream ({@code wal_retrieve_retry_interval}). */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Pattern RESTORED = Pattern.compile("LOG: +restored log file \"([0-9A-F]{24})\" from archive");
    private static final Pattern TRIED = Pattern.compile("\\] FATAL: +could not (connect|receive|start)");

    private final Map<NodeRef, String> restored = new HashMap<>();
    private final Set<NodeRef> tried = new HashSet<>();
    private final Lasting without = new Lasting();
    private final Lasting streaming = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        NodeRef node = look.node();
        if (streams(look) || look.role() == Role.PRIMARY) {
            restored.remove(node);
            tried.remove(node);
            without.forget(node);
            return List.of();
        }
        Circumstances now = look.circumstances();
        if (now == null || !look.isAnswered() || !couldStream(look, now, all)) {
            without.forget(node);
            return List.of();
        }
        if (now.waitsForAnotherTry()) {
            tried.add(node);
        }
        String segment = restored.get(node);
        Duration lasted = without.sameFor(node, true, look);
        if (segment == null || !tried.contains(node) || lasted.compareTo(PATIENCE) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.LIVING_ON_ITS_ARCHIVE,
                node,
                "has not streamed from %s for %s s, and replays only what its archive gives, %s the last time: it lags by up to a WAL segment, and no commit waits for it"
                        .formatted(
                                all.upstreamOf(look).map(NodeRef::name).orElse("its upstream"),
                                lasted.toSeconds(),
                                segment)));
    }

    /** A walreceiver that is refused says streaming for a moment before: that does not count. */
    private boolean streams(Look look) {
        if (!look.saysItStreams()) {
            streaming.forget(look.node());
            return false;
        }
        return streaming.sameFor(look.node(), true, look).compareTo(CannotStream.REALLY_STREAMS) >= 0;
    }

    /** It has an upstream, which could serve it; and a recovery to a target follows no node. */
    private static boolean couldStream(Look look, Circumstances now, Picture all) {
        Optional<NodeRef> upstream = all.upstreamOf(look);
        boolean hasUpstream =
                upstream.isPresent() || !now.conf().primaryConninfo().isEmpty();
        return look.role() == Role.STANDBY
                && now.conf().restores()
                && !now.conf().hasRecoveryTarget()
                && !now.replayPaused()
                && hasUpstream
                && !all.doings().isRearranging()
                && !all.doings().isDisturbed(look.node(), look.endedNanos())
                && upstream.filter(other -> all.isOutOfSight(other, look.beganNanos()))
                        .isEmpty();
    }

    @Override
    public List<Finding> line(NodeRef node, String line, long earliestNanos, long readNanos, Picture all) {
        Matcher matcher = RESTORED.matcher(line);
        if (matcher.find()) {
            restored.put(node, matcher.group(1));
        }
        if (TRIED.matcher(line).find()) {
            tried.add(node);
        }
        return List.of();
    }
}
