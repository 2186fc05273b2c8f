package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.ServerMoment;
import io.replicatedpostgres.chaos.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws schedules for a hunt: a new one, or one that was kept, changed a little. The same seed and the same kept ones give the same schedule.
 */
final class ScheduleDraw {

    private static final int STEPS_MAX = 10;
    private static final int STEPS_FRESH_MAX = 6;
    private static final int GAP_MAX_MILLIS = 400;
    private static final int HOLD_MAX_MILLIS = 600;

    private final SplittableRandom random;
    private final List<String> nodes;
    private final List<Mischief> mischief;
    private final boolean hasMoments;

    /**
     * Draws from a seed.
     *
     * @param hasMoments whether steps may begin at what the servers do
     */
    ScheduleDraw(long seed, List<String> nodes, List<Mischief> mischief, boolean hasMoments) {
        this.random = new SplittableRandom(seed);
        this.nodes = List.copyOf(nodes);
        this.mischief = List.copyOf(mischief);
        this.hasMoments = hasMoments;
    }

    /** Two of three are changed ones, if there are any to change. */
    List<Step> next(List<List<Step>> kept) {
        if (kept.isEmpty() || random.nextInt(3) == 0) {
            return fresh();
        }
        List<Step> one = kept.get(random.nextInt(kept.size()));
        List<Step> other = kept.get(random.nextInt(kept.size()));
        List<Step> changed = changed(one, other);
        return List.copyOf(changed.subList(0, Math.min(STEPS_MAX, changed.size())));
    }

    private List<Step> fresh() {
        var steps = new ArrayList<Step>();
        for (int left = 1 + random.nextInt(STEPS_FRESH_MAX); left > 0; left--) {
            steps.add(step());
        }
        return List.copyOf(steps);
    }

    private Step step() {
        Mischief drawn = mischief.get(random.nextInt(mischief.size()));
        Step step = new Step(
                drawn,
                drawn == Mischief.FAILOVER ? null : nodes.get(random.nextInt(nodes.size())),
                Duration.ofMillis(20 + random.nextInt(GAP_MAX_MILLIS)),
                Duration.ofMillis(20 + random.nextInt(HOLD_MAX_MILLIS)),
                null);
        return random.nextBoolean() && hasMoments ? step.at(moment()) : step;
    }

    private ServerMoment moment() {
        ServerMoment[] all = ServerMoment.values();
        return all[random.nextInt(all.length)];
    }

    private List<Step> changed(List<Step> one, List<Step> other) {
        var steps = new ArrayList<>(one);
        int at = random.nextInt(steps.size());
        switch (random.nextInt(5)) {
            case 0 -> steps.set(at, steps.get(at).at(moment()));
            case 1 -> steps.set(at, step());
            case 2 -> steps.add(at, step());
            case 3 -> {
                if (steps.size() > 1) {
                    steps.remove(at);
                }
            }
            default -> {
                steps.subList(at, steps.size()).clear();
                steps.addAll(other.subList(random.nextInt(other.size()), other.size()));
            }
        }
        return steps;
    }
}
