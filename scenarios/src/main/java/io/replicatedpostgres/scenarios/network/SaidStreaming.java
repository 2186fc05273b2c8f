package io.replicatedpostgres.scenarios.network;

import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** For how long the two ends of a replication link went on saying {@code streaming}. */
final class SaidStreaming {

    private final Node primary;
    private final Node standby;
    private final Since since;
    private @Nullable Duration primaryStopped;
    private @Nullable Duration standbyStopped;

    private SaidStreaming(Node primary, Node standby, Since since) {
        this.primary = primary;
        this.standby = standby;
        this.since = since;
    }

    /** Looks until neither of them says so any more. */
    static SaidStreaming of(Node primary, Node standby, Since since, Duration atMost) {
        var said = new SaidStreaming(primary, standby, since);
        await().atMost(atMost).until(said::bothStopped);
        return said;
    }

    private boolean bothStopped() {
        if (primaryStopped == null && !primarySays(primary, standby)) {
            primaryStopped = since.elapsed();
        }
        if (standbyStopped == null && !standbySays(standby)) {
            standbyStopped = since.elapsed();
        }
        return primaryStopped != null && standbyStopped != null;
    }

    static boolean bothSay(Node primary, Node standby) {
        return primarySays(primary, standby) && standbySays(standby);
    }

    static boolean primarySays(Node primary, Node standby) {
        return primary.standbys().stream()
                .anyMatch(seen -> seen.applicationName().equals(standby.name()) && seen.isStreaming());
    }

    static boolean standbySays(Node standby) {
        return standby.receiver().filter(ReceiverState::isStreaming).isPresent();
    }

    /** How the primary sees the standby, which must be there. */
    static StandbyState seenBy(Node primary, Node standby) {
        return primary.standbys().stream()
                .filter(seen -> seen.applicationName().equals(standby.name()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(primary + " has no walsender for " + standby));
    }

    Duration primary() {
        return required(primaryStopped);
    }

    Duration standby() {
        return required(standbyStopped);
    }

    private static Duration required(@Nullable Duration duration) {
        if (duration == null) {
            throw new IllegalStateException("not waited for");
        }
        return duration;
    }

    @Override
    public String toString() {
        return "the primary said streaming for %s, the standby for %s"
                .formatted(Since.seconds(primary()), Since.seconds(standby()));
    }
}
