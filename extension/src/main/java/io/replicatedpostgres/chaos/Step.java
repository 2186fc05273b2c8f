package io.replicatedpostgres.chaos;

import java.time.Duration;

/**
 * A step of a schedule.
 *
 * @param mischief what is done
 * @param node to which node, by its name; a failover finds its node itself
 * @param after how long after the step before it, in whole milliseconds
 * @param hold for how long, in whole milliseconds
 */
public record Step(Mischief mischief, String node, Duration after, Duration hold) {

    /** The same, with milliseconds. */
    public static Step of(Mischief mischief, String node, long afterMillis, long holdMillis) {
        return new Step(mischief, node, Duration.ofMillis(afterMillis), Duration.ofMillis(holdMillis));
    }

    /** As it is written in a test. */
    @Override
    public String toString() {
        return "Step.of(%s, \"%s\", %d, %d)".formatted(mischief, node, after.toMillis(), hold.toMillis());
    }
}
