package io.replicatedpostgres.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The steps of a chaos run, in order: a value, the same for the same seed.
 *
 * @param name what a test of it may be called, an identifier of Java
 * @param steps in their order
 */
public record Schedule(String name, List<Step> steps) {

    private static final int GAP_MILLIS_MIN = 20;
    private static final int GAP_MILLIS_MAX = 400;
    private static final int HOLD_MILLIS_MIN = 20;
    private static final int HOLD_MILLIS_MAX = 600;

    /** Copies the list. */
    public Schedule {
        steps = List.copyOf(steps);
    }

    /**
     * Draws one.
     *
     * @param seed the same gives the same
     * @param mischief what may be done
     * @param nodes to whom, where a mischief takes a node
     * @param lasting until its pauses and holds are at least so long together
     */
    public static Schedule draw(long seed, List<Mischief> mischief, List<String> nodes, Duration lasting) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        for (long millis = 0; millis < lasting.toMillis(); ) {
            Mischief drawn = mischief.get(random.nextInt(mischief.size()));
            Step step = new Step(
                    drawn,
                    drawn.takesNode() ? nodes.get(random.nextInt(nodes.size())) : null,
                    Duration.ofMillis(random.nextInt(GAP_MILLIS_MIN, GAP_MILLIS_MAX)),
                    Duration.ofMillis(random.nextInt(HOLD_MILLIS_MIN, HOLD_MILLIS_MAX)));
            steps.add(step);
            millis += step.after().plus(step.hold()).toMillis();
        }
        return new Schedule("seed" + (seed < 0 ? "Minus" + Long.toUnsignedString(-seed) : seed), steps);
    }
}
