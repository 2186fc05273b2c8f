package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** Three nodes, what is seen of them every 100 ms, and what the detectors make of it. Time is counted, not waited for. */
final class Stage {

    static final NodeRef ONE = new NodeRef("node-1");
    static final NodeRef TWO = new NodeRef("node-2");
    static final NodeRef THREE = new NodeRef("node-3");

    final Detectors detectors = new Detectors(Journal.none());
    private long nowMillis = 100_000;

    Stage() {
        List.of(ONE, TWO, THREE).forEach(node -> detectors.know(node, ties()));
    }

    private static Ties ties() {
        return new Ties() {
            @Override
            public Optional<NodeRef> upstream() {
                return Optional.empty();
            }

            @Override
            public Optional<String> slot() {
                return Optional.empty();
            }

            @Override
            public Optional<NodeRef> at(Endpoint endpoint) {
                return List.of(ONE, TWO, THREE).stream()
                        .filter(node -> Seen.endpointOf(node.name()).equals(endpoint))
                        .findFirst();
            }
        };
    }

    long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    /** Every 100 ms for so long the same is seen of each. */
    Stage during(long millis, Seen... each) {
        return during(millis, any -> List.of(each));
    }

    /** Every 100 ms for so long something is seen, by the milliseconds that have passed. */
    Stage during(long millis, LongFunction<List<Seen>> what) {
        for (long passed = 0; passed <= millis; passed += 100) {
            for (Seen seen : what.apply(passed)) {
                detectors.take(seen.at(nowNanos()));
            }
            nowMillis += 100;
        }
        return this;
    }

    /**
     * The same is seen for exactly so long, from the end of the first look to the beginning of the last one, by the milliseconds that
     * have passed.
     */
    Stage exactly(Duration time, LongFunction<List<Seen>> what) {
        long first = nowNanos();
        long last = first + Seen.LOOK_NANOS + time.toNanos();
        for (long at = first; at < last; at += TimeUnit.MILLISECONDS.toNanos(100)) {
            takeAll(what, first, at);
        }
        takeAll(what, first, last);
        nowMillis = TimeUnit.NANOSECONDS.toMillis(last) + 100;
        return this;
    }

    private void takeAll(LongFunction<List<Seen>> what, long first, long at) {
        what.apply(TimeUnit.NANOSECONDS.toMillis(at - first)).forEach(seen -> detectors.take(seen.at(at)));
    }

    /** No sample is taken for so long. */
    Stage stall(long millis) {
        nowMillis += millis;
        return this;
    }

    /** A line of a log, written within the last 100 ms. */
    Stage says(NodeRef node, String line) {
        detectors.take(
                node,
                "2026-01-01 00:00:00.000 UTC [1] " + line,
                nowNanos() - TimeUnit.MILLISECONDS.toNanos(100),
                nowNanos());
        return this;
    }

    List<Illusion> found() {
        return detectors.found().stream().map(FalseHealth::illusion).toList();
    }

    FalseHealth only() {
        if (detectors.found().size() != 1) {
            throw new AssertionError("wanted one finding, got " + detectors.found());
        }
        return detectors.found().get(0);
    }
}
