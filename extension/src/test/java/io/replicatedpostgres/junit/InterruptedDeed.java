package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import java.util.function.Consumer;

/**
 * Something that a test does while it is interrupted.
 *
 * @param name how a failure calls it
 * @param withinMillis the interrupt comes within so long; some of them come after its end, into the next thing that the thread does
 * @param waits whether the interrupt ends it; if not, it comes to its end
 * @param before what makes it possible
 * @param act what is done
 * @param after what must be true if it came to its end
 */
record InterruptedDeed(
        String name,
        int withinMillis,
        boolean waits,
        Consumer<Cluster> before,
        Consumer<Cluster> act,
        Consumer<Cluster> after) {

    static InterruptedDeed verb(String name, int withinMillis, Consumer<Cluster> act, Consumer<Cluster> after) {
        return new InterruptedDeed(name, withinMillis, false, cluster -> {}, act, after);
    }

    static InterruptedDeed waits(String name, Consumer<Cluster> before, Consumer<Cluster> act) {
        return new InterruptedDeed(name, 300, true, before, act, cluster -> {});
    }

    InterruptedDeed after(Consumer<Cluster> what) {
        return new InterruptedDeed(name, withinMillis, waits, what, act, after);
    }

    /**
     * Does it.
     *
     * @return how long after the interrupt it let the thread go, in milliseconds; 0 if the interrupt came later
     */
    long on(Cluster cluster, long interruptAfterMillis) {
        before.accept(cluster);
        var interrupter = new Interrupter(interruptAfterMillis);
        long late = 0;
        boolean interrupted = false;
        try {
            act.accept(cluster);
        } finally {
            interrupted = interrupter.callOff();
            late = interrupted ? interrupter.millisAgo() : 0;
            // the interrupt must not be swallowed
            assertThat(Thread.interrupted()).as("%s keeps the flag", name).isEqualTo(interrupted);
        }
        after.accept(cluster);
        return late;
    }

    @Override
    public String toString() {
        return name;
    }
}
