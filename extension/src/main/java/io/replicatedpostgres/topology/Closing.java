package io.replicatedpostgres.topology;

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
     * Runs a step that must come to its end: an interrupt of the thread that came before does not disturb it. The thread is interrupted again
     * afterwards.
     */
    public static void undisturbed(Runnable step) {
        boolean interrupted = Thread.interrupted();
        try {
            step.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs all steps in order, each {@link #undisturbed}; throws the first failure at the end, the others suppressed in it. */
    public static void all(List<? extends Runnable> steps) {
        @Nullable RuntimeException first = null;
        for (Runnable step : steps) {
            try {
                undisturbed(step);
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
