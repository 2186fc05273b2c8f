package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A standby that says it streams, while the server that it is connected to has no walsender for it. Judged only while that
 * server answers, and only if it is a node of the cluster: nothing is known of others.
 */
final class StreamsFromNobody implements Detector {

    /** Both sides notice a disconnect at different times. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Lasting alone = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        NodeRef node = look.node();
        if (!look.isAnswered()) {
            // a server that was frozen wakes up with what it believed before
            alone.forget(node);
            all.nodes().stream()
                    .filter(other -> all.last(other)
                            .flatMap(all::senderOf)
                            .filter(node::equals)
                            .isPresent())
                    .forEach(alone::forget);
            return List.of();
        }
        Optional<Look> sender = look.saysItStreams()
                ? all.senderOf(look).flatMap(server -> all.answered(server, look.beganNanos()))
                : Optional.empty();
        boolean isServed = sender.isPresent()
                && sender.get().sample().standbys().stream()
                        .anyMatch(row -> all.isServedBy(look, sender.get().node(), row));
        if (sender.isEmpty() || isServed) {
            alone.forget(node);
            return List.of();
        }
        Duration still = alone.sameFor(node, sender.get().node(), look);
        if (still.compareTo(PATIENCE) < 0) {
            return List.of();
        }
        return List.of(Finding.of(
                Illusion.STREAMING_FROM_NOBODY,
                node,
                "its walreceiver says that it streams from %s, which has had no walsender for it for %s ms"
                        .formatted(sender.get().node(), still.toMillis())));
    }
}
