package io.replicatedpostgres.shard;

import io.replicatedpostgres.model.Shard;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out of a run what other machines run. {@code -Dreplicatedpostgres.shard=2/5} runs the second of five shards of all test classes
 * that JUnit found; the five together run each class once. Without the setting it leaves nothing out. JUnit finds this class by itself.
 *
 * <p>A class goes to a shard by its name, so that all machines agree without asking each other. With
 * {@code -Dreplicatedpostgres.shardTimes=DIRECTORY}, which holds results of an earlier run ({@code TEST-….xml} of Surefire, Failsafe or
 * Gradle), classes are dealt out by the time they took; each machine must see the same files.
 *
 * @since 0.1
 */
public final class ShardFilter implements PostDiscoveryFilter {

    private @Nullable Shard shard;
    private @Nullable ShardPlan plan;

    /** For JUnit. */
    public ShardFilter() {}

    /**
     * Whether this machine runs a test.
     *
     * @throws io.replicatedpostgres.model.SpecException if a setting cannot be read: no test runs then
     */
    @Override
    public FilterResult apply(TestDescriptor test) {
        Optional<Shard> wanted = Shard.ofThisJvm();
        if (wanted.isEmpty()) {
            return FilterResult.included("no shard was asked for");
        }
        int number = plan(wanted.get()).numberOf(className(test));
        return FilterResult.includedIf(
                number == wanted.get().number(),
                () -> "it belongs to this shard, " + wanted.get(),
                () -> "it belongs to shard %s of %s"
                        .formatted(number, wanted.get().count()));
    }

    private ShardPlan plan(Shard wanted) {
        ShardPlan known = plan;
        if (known == null || !wanted.equals(shard)) {
            known = new ShardPlan(wanted.count(), KnownTimes.ofThisJvm());
            plan = known;
            shard = wanted;
        }
        return known;
    }

    /** Of what has no class, as in other engines, the outermost container below the engine counts. */
    private static String className(TestDescriptor test) {
        for (TestDescriptor each = test; each != null; each = each.getParent().orElse(null)) {
            Optional<String> name = each.getSource().flatMap(ShardFilter::className);
            if (name.isPresent()) {
                return name.get();
            }
        }
        TestDescriptor outermost = test;
        while (outermost.getParent().flatMap(TestDescriptor::getParent).isPresent()) {
            outermost = outermost.getParent().orElseThrow();
        }
        return outermost.getUniqueId().toString();
    }

    private static Optional<String> className(TestSource source) {
        if (source instanceof MethodSource method) {
            return Optional.of(method.getClassName());
        }
        return source instanceof ClassSource ofClass ? Optional.of(ofClass.getClassName()) : Optional.empty();
    }
}
