package io.replicatedpostgres.topology;

import io.replicatedpostgres.await.Undisturbed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Closes several things, each of them even when an earlier one failed. */
public final class Closing {

    private Closing() {}

    /** Runs all steps at the same time, and waits for all; throws one of the failures, the others suppressed in it. */
    public static void together(List<? extends Runnable> steps) {
        SideBySide.each(steps, Runnable::run);
    }

    /** Runs all steps in order, because of a failure that is thrown next: theirs are suppressed in it. */
    public static void after(Throwable failure, List<? extends Runnable> steps) {
        try {
            all(steps);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Runs all steps in order, {@linkplain Undisturbed undisturbed}; throws the first failure at the end, the others suppressed in it.
     */
    public static void all(List<? extends Runnable> steps) {
        Undisturbed.run(() -> inOrder(steps));
    }

    private static void inOrder(List<? extends Runnable> steps) {
        @Nullable RuntimeException first = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
