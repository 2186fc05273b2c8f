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

    /**
     * How long the pauses between steps are, and how long each step holds, in milliseconds.
     *
     * @param gapMin the shortest pause
     * @param gapMax longer than the longest
     * @param holdMin the shortest hold
     * @param holdMax longer than the longest
     */
    record Pace(int gapMin, int gapMax, int holdMin, int holdMax) {

        /** For a test that promotes by itself. */
        static final Pace QUICK = new Pace(20, 400, 20, 600);

        /** For a failover manager: shorter and longer than the times after which one calls a node dead, by the harness's settings. */
        static final Pace OF_A_MANAGER = new Pace(20, 2_000, 200, 18_000);
    }

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
        return draw(seed, mischief, nodes, lasting, Pace.QUICK);
    }

    static Schedule draw(long seed, List<Mischief> mischief, List<String> nodes, Duration lasting, Pace pace) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        for (long millis = 0; millis < lasting.toMillis(); ) {
            Mischief drawn = mischief.get(random.nextInt(mischief.size()));
            Step step = new Step(
                    drawn,
                    drawn.takesNode() ? nodes.get(random.nextInt(nodes.size())) : null,
                    Duration.ofMillis(random.nextInt(pace.gapMin(), pace.gapMax())),
                    Duration.ofMillis(random.nextInt(pace.holdMin(), pace.holdMax())),
                    null);
            steps.add(step);
            millis += step.after().plus(step.hold()).toMillis();
        }
        return new Schedule("seed" + (seed < 0 ? "Minus" + Long.toUnsignedString(-seed) : seed), steps);
    }
}
