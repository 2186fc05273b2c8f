package io.replicatedpostgres.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Finds a short list that still fails, by leaving out halves, quarters and at last single elements. */
final class Shrinking {

    private final int triesMax;
    private final BooleanSupplier goesOn;
    private int tries;

    Shrinking(int triesMax) {
        this(triesMax, () -> true);
    }

    /**
     * Bounds it.
     *
     * @param triesMax how many lists are tried at most
     * @param goesOn asked before each try; false ends it
     */
    Shrinking(int triesMax, BooleanSupplier goesOn) {
        this.triesMax = triesMax;
        this.goesOn = goesOn;
    }

    /**
     * The shortest list found within the tries.
     *
     * @param failing a list that fails
     * @param fails whether a shorter one does; need not give the same answer each time
     */
    <T> List<T> shortest(List<T> failing, Predicate<List<T>> fails) {
        List<T> best = failing;
        for (int size = best.size() / 2; size >= 1; size = size == 1 ? 0 : (size + 1) / 2) {
            int from = 0;
            while (from < best.size() && tries < triesMax && goesOn.getAsBoolean()) {
                List<T> shorter = without(best, from, size);
                if (!shorter.isEmpty() && tried(shorter, fails)) {
                    best = shorter;
                } else {
                    from += size;
                }
            }
        }
        return best;
    }

    int tries() {
        return tries;
    }

    private <T> boolean tried(List<T> shorter, Predicate<List<T>> fails) {
        tries++;
        return fails.test(shorter);
    }

    private static <T> List<T> without(List<T> all, int from, int size) {
        var rest = new ArrayList<>(all.subList(0, from));
        rest.addAll(all.subList(Math.min(all.size(), from + size), all.size()));
        return List.copyOf(rest);
    }
}
