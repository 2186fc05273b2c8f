package io.replicatedpostgres.toxiproxy;

import java.util.Comparator;
import java.util.TreeSet;

/** The timers of one event loop; used on its thread only. */
final class Timers {
    private final TreeSet<Timer> waiting = new TreeSet<>(
            Comparator.comparingLong((Timer timer) -> timer.due).thenComparingLong(timer -> timer.number));
    private long created;

    Timer timer(Runnable action) {
        return new Timer(this, created++, action);
    }

    /** When the first timer is due, or {@link Ticks#NEVER}. */
    long next() {
        return waiting.isEmpty() ? Ticks.NEVER : waiting.first().due;
    }

    /** Runs what is due by now; what becomes due meanwhile waits for the next turn, so that channels get theirs. */
    void runDue(long now) {
        while (!waiting.isEmpty() && waiting.first().due <= now) {
            Timer timer = waiting.first();
            timer.set(Ticks.NEVER);
            timer.action.run();
        }
    }

    /** An alarm that can be set again and again. */
    static final class Timer {
        private final Timers timers;
        private final long number;
        private final Runnable action;
        private long due = Ticks.NEVER;

        private Timer(Timers timers, long number, Runnable action) {
            this.timers = timers;
            this.number = number;
            this.action = action;
        }

        /** Moves the alarm; {@link Ticks#NEVER} switches it off. */
        void set(long moment) {
            if (moment == due) {
                return;
            }
            if (due != Ticks.NEVER) {
                timers.waiting.remove(this);
            }
            due = moment;
            if (due != Ticks.NEVER) {
                timers.waiting.add(this);
            }
        }
    }
}
