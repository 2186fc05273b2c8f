package io.replicatedpostgres.junit;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The tests that use one shared cluster. What a test broke is found at its end. Of tests that run at the same time the last one to end is
 * told: before that, clients of the others are at work.
 */
final class SharedUse {

    private final Cluster cluster;

    /** The tests that run now, by their ids. */
    private final Map<String, ExtensionContext> running = new LinkedHashMap<>();

    /** What had been seen when a test that announces something began, by the test's id. */
    private final Map<String, Map<Expectation, Set<String>>> seenBefore = new HashMap<>();

    /** How many workloads each cluster had when the first of the running tests began. */
    private final Map<Cluster, Integer> workBefore = new HashMap<>();

    SharedUse(Cluster cluster) {
        this.cluster = cluster;
    }

    private Stream<Cluster> clusters() {
        return Stream.concat(Stream.of(cluster), cluster.secondSystems().stream());
    }

    /**
     * A test begins. A second time does nothing.
     *
     * @return whether it begins now
     * @throws ReplicatedPostgresException if it runs beside another one, and one of them announces what the other does not
     */
    synchronized boolean begins(ExtensionContext test) {
        if (running.containsKey(test.getUniqueId())) {
            return false;
        }
        Stream.concat(running.values().stream(), running.isEmpty() ? Stream.empty() : Stream.of(test))
                .filter(Promises::differsFromItsClass)
                .findFirst()
                .ifPresent(announcing -> {
                    throw atTheSameTime(announcing);
                });
        if (running.isEmpty()) {
            workBefore.clear();
            clusters().forEach(each -> workBefore.put(each, each.workBegun()));
        }
        running.put(test.getUniqueId(), test);
        if (Promises.announcesItself(test)) {
            seenBefore.put(test.getUniqueId(), Judgement.seen(cluster));
        }
        return true;
    }

    /** A test ends. The verdicts on all clusters; none if it did not begin, and while other tests run. */
    synchronized List<Verdict> ends(ExtensionContext test) {
        if (running.remove(test.getUniqueId()) == null || !running.isEmpty()) {
            return List.of();
        }
        var verdicts = new ArrayList<Verdict>();
        for (Cluster each : clusters().toList()) {
            Runnable settle = () -> each.settleWorkSince(workBefore.getOrDefault(each, 0));
            verdicts.addAll(
                    each == cluster
                            ? Promises.verdicts(each, settle, seenBefore.remove(test.getUniqueId()))
                            : Promises.verdicts(each, settle));
        }
        return verdicts;
    }

    private static ReplicatedPostgresException atTheSameTime(ExtensionContext announcing) {
        return new ReplicatedPostgresException(
                "%s says @Expect or @Allow, and another test uses the same shared cluster at the same time: which of them broke a promise cannot be told. Put the annotation on the class, or let the tests run one after the other: @Execution(ExecutionMode.SAME_THREAD)."
                        .formatted(announcing.getDisplayName()));
    }
}
