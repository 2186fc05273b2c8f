package io.replicatedpostgres.cluster;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.spec.Ahead;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The cluster that is expected to be asked for next, where that was wished ({@link Ahead#CLUSTER}): the same as the last one,
 * started while a test holds that. There is one at most in a JVM; a request for a different one closes it.
 */
final class StartedAhead {

    private static final Logger LOG = Loggers.of(StartedAhead.class);

    private static @Nullable Next next;

    private record Next(ClusterSpec spec, CompletableFuture<ReadyServers> servers) {}

    private StartedAhead() {}

    /** The servers for a spec, if they were started ahead and are well; waits for those that are on their way. */
    static Optional<ReadyServers> take(ClusterSpec spec) {
        Next found = poll();
        if (found == null) {
            return Optional.empty();
        }
        if (found.spec().equals(spec)) {
            try {
                ReadyServers servers = Background.join(found.servers());
                if (servers.areFine()) {
                    new Startup(spec, servers.members()).bringInSync();
                    return Optional.of(servers);
                }
            } catch (RuntimeException e) {
                // the caller starts a cluster of its own, and sees that failure if it fails too
                LOG.debug("what was started ahead cannot be used", e);
            }
        }
        closeInBackground(found);
        return Optional.empty();
    }

    private static synchronized @Nullable Next poll() {
        Next found = next;
        next = null;
        return found;
    }

    /** One is up that was asked for: the next one begins, unless it has begun already. */
    static synchronized void prepare(ClusterSpec spec, Provisioner provisioner) {
        if (spec.place().ahead() == Ahead.CLUSTER && spec.manager().isEmpty() && next == null) {
            next = new Next(spec, Background.run(() -> ReadyServers.start(spec, provisioner)));
        }
    }

    private static void closeInBackground(Next unwanted) {
        unwanted.servers()
                .thenAcceptAsync(StartedAhead::close, Background::start)
                .exceptionally(e -> {
                    LOG.debug("a cluster could not be started ahead", e);
                    return null;
                });
    }

    private static void close(ReadyServers servers) {
        try {
            servers.close();
        } catch (RuntimeException e) {
            LOG.warn("what was started ahead could not be closed", e);
        }
    }
}
