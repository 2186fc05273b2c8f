package io.replicatedpostgres.chaos;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A step of a schedule.
 *
 * @param mischief what is done
 * @param nodeOrNone the name of the node it is done to; null for a mischief that finds its node itself, as a failover does
 * @param after how long after the step before it, in whole milliseconds
 * @param hold for how long it holds, in whole milliseconds
 * @param momentOrNone what the servers have to do when it begins, past the time; null for the time alone
 */
public record Step(
        Mischief mischief,
        @Nullable String nodeOrNone,
        Duration after,
        Duration hold,
        @Nullable ServerMoment momentOrNone) {

    private static final int NANOS_PER_MILLI = 1_000_000;

    /**
     * Checks the parts.
     *
     * @throws SpecException if the mischief takes a node and there is none, or the other way round, or a time is negative or no
     *     whole number of milliseconds
     */
    public Step {
        Given.value("mischief", mischief);
        Given.notEndless("after", after);
        Given.notEndless("hold", hold);
        if (mischief.takesNode() && nodeOrNone == null) {
            throw SpecException.of(
                    "Step.of(%s, null, …)".formatted(mischief),
                    mischief + " is done to a node",
                    "Write Step.of(%s, \"node-1\", %s, %s)".formatted(mischief, after.toMillis(), hold.toMillis()));
        }
        if (!mischief.takesNode() && nodeOrNone != null) {
            throw SpecException.of(
                    "Step.of(%s, \"%s\", …)".formatted(mischief, nodeOrNone),
                    mischief + " finds its node itself",
                    "Write Step.of(%s, %s, %s)".formatted(mischief, after.toMillis(), hold.toMillis()));
        }
        requireMillis("after", after);
        requireMillis("hold", hold);
    }

    /** A step that is done to a node, with times in milliseconds. */
    public static Step of(Mischief mischief, String node, long afterMillis, long holdMillis) {
        Given.value("mischief", mischief);
        return new Step(mischief, node, Duration.ofMillis(afterMillis), Duration.ofMillis(holdMillis), null);
    }

    /** A step of a mischief that finds its node itself, with times in milliseconds. */
    public static Step of(Mischief mischief, long afterMillis, long holdMillis) {
        Given.value("mischief", mischief);
        return new Step(mischief, null, Duration.ofMillis(afterMillis), Duration.ofMillis(holdMillis), null);
    }

    /** The same step, which begins when the servers do this after its time has passed. */
    public Step at(ServerMoment moment) {
        return new Step(mischief, nodeOrNone, after, hold, Given.value("moment", moment));
    }

    /** The name of the node; empty for a mischief that finds its node itself. */
    public Optional<String> node() {
        return Optional.ofNullable(nodeOrNone);
    }

    /** What the servers have to do when it begins; empty if its time alone says when. */
    public Optional<ServerMoment> moment() {
        return Optional.ofNullable(momentOrNone);
    }

    /** As it is written in a test. */
    @Override
    public String toString() {
        return written(mischief.toString());
    }

    /** As it is written where the mischief has this name. */
    String written(String mischiefName) {
        String node = nodeOrNone == null ? "" : "\"%s\", ".formatted(nodeOrNone);
        String at = momentOrNone == null ? "" : ".at(ServerMoment.%s)".formatted(momentOrNone);
        return "Step.of(%s, %s%s, %s)%s".formatted(mischiefName, node, after.toMillis(), hold.toMillis(), at);
    }

    private static void requireMillis(String what, Duration time) {
        if (time.isNegative() || time.toNanosPart() % NANOS_PER_MILLI != 0) {
            throw SpecException.of(
                    "%s = %s".formatted(what, time),
                    "a step is printed with whole milliseconds, 0 or more",
                    "Write for example Duration.ofMillis(20)");
        }
    }
}
