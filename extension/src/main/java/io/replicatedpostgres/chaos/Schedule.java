package io.replicatedpostgres.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * What is done, step after step: a value, the same for the same seed.
 *
 * @param name what a test of it may be called
 * @param steps in their order
 */
public record Schedule(String name, List<Step> steps) {

    private static final int GAP_MILLIS_MIN = 20;
    private static final int GAP_MILLIS_MAX = 400;
    private static final int HOLD_MILLIS_MIN = 20;
    private static final int HOLD_MILLIS_MAX = 600;

    private static final String OWN_WORDS =
            "\n            // and here workload(…) and upholding(…) of the test that failed";

    /** Copies the list. */
    public Schedule {
        steps = List.copyOf(steps);
    }

    /**
     * Draws one.
     *
     * @param seed the same gives the same
     * @param mischief what may be done
     * @param nodes to whom
     * @param lasting until its pauses and holds are at least so long together
     */
    public static Schedule draw(long seed, List<Mischief> mischief, List<String> nodes, Duration lasting) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        for (long millis = 0; millis < lasting.toMillis(); ) {
            Step step = Step.of(
                    mischief.get(random.nextInt(mischief.size())),
                    nodes.get(random.nextInt(nodes.size())),
                    random.nextInt(GAP_MILLIS_MIN, GAP_MILLIS_MAX),
                    random.nextInt(HOLD_MILLIS_MIN, HOLD_MILLIS_MAX));
            steps.add(step);
            millis += step.after().plus(step.hold()).toMillis();
        }
        return new Schedule("seed" + seed, steps);
    }

    /** A test to paste, for a cluster like this one; code that somebody gave cannot be printed, and is asked for. */
    String asTest(String annotation, boolean ownWords) {
        return """
                @Test
                %s
                void %s(Cluster cluster) {
                    Chaos.replay(
                    %s)%s
                            .run(cluster);
                }""".formatted(
                        annotation,
                        name,
                        steps.stream().map(step -> "                " + step).collect(Collectors.joining(",\n    ")),
                        ownWords ? OWN_WORDS : "");
    }
}
