package io.replicatedpostgres.scenarios;

import java.util.Locale;

/** Tells what a scenario has just shown, a line per step, when it runs by hand ({@code ./demo}). */
public final class Story {

    private static final boolean TOLD = "told".equals(System.getProperty("replicatedpostgres.story"));
    private static long began = System.nanoTime();

    private Story() {}

    /** Begins: times are told from here. */
    public static synchronized void begins(String title) {
        began = System.nanoTime();
        if (TOLD) {
            System.out.printf(Locale.ROOT, "%n  %s%n%n", title);
        }
    }

    /** A step that has been asserted. */
    public static synchronized void shown(String step) {
        if (TOLD) {
            System.out.printf(Locale.ROOT, "  %6.2f s  ✓ %s%n", (System.nanoTime() - began) / 1e9, step);
        }
    }
}
