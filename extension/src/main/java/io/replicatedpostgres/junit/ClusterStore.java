package io.replicatedpostgres.junit;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Keeps clusters in JUnit's stores, which close them when their context ends. The key holds the context's own id: a store
 * looks into those of its parents too, and would find their cluster.
 */
@SuppressWarnings("deprecation") // what replaces getOrComputeIfAbsent is not in JUnit 5.14, and both are in 6
final class ClusterStore {

    private static final Namespace NAMESPACE = Namespace.create(ReplicatedPostgresExtension.class);

    private record Key(String contextId) {}

    private record OwnerKey(ReplicatedPostgresExtension extension) {}

    private ClusterStore() {}

    /** The cluster of a context, started now if it is the first to want it. */
    static Cluster of(ExtensionContext context, ClusterSpec spec) {
        Object held = context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(new Key(context.getUniqueId()), key -> HeldCluster.start(context, spec));
        return ((HeldCluster) Objects.requireNonNull(held)).cluster();
    }

    /** Remembers the class that an extension was registered in: the outermost one it is told of. */
    static void remember(ReplicatedPostgresExtension extension, ExtensionContext context) {
        context.getStore(NAMESPACE).getOrComputeIfAbsent(new OwnerKey(extension), key -> context.getUniqueId());
    }

    /** Whether this is the context of the class that an extension was registered in. */
    static boolean isOwner(ReplicatedPostgresExtension extension, ExtensionContext context) {
        return context.getUniqueId().equals(context.getStore(NAMESPACE).get(new OwnerKey(extension)));
    }

    /** Tells every cluster that a test uses, its own and those it shares, that the test failed. */
    static void failed(ExtensionContext context, Throwable reason) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            ExtensionContext here = at.get();
            held(here).ifPresent(held -> held.failed(context, reason));
            at = here.getParent();
        }
    }

    /** A test begins: the clusters that it shares hear what it announces. */
    static void testBegins(ExtensionContext context) {
        shared(context).forEach(held -> held.testBegins(context));
    }

    /** A test ends: what it broke on a cluster that it shares is its failure. */
    static void testEnds(ExtensionContext context) {
        shared(context).forEach(held -> held.testEnds(context));
    }

    private static List<HeldCluster> shared(ExtensionContext context) {
        var shared = new ArrayList<HeldCluster>();
        Optional<ExtensionContext> at = context.getParent();
        while (at.isPresent()) {
            held(at.get()).ifPresent(shared::add);
            at = at.get().getParent();
        }
        return shared;
    }

    private static Optional<HeldCluster> held(ExtensionContext context) {
        try {
            return Optional.ofNullable(
                    context.getStore(NAMESPACE).get(new Key(context.getUniqueId()), HeldCluster.class));
        } catch (RuntimeException | Error e) {
            // a store answers with the failure of a start; there is no cluster to tell, and the test has that failure
            return Optional.empty();
        }
    }
}
