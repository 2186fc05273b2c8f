package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** How a loop waits: for readiness or the next timer, to a few microseconds although a selector only counts milliseconds. */
final class Idling {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_NAP = TimeUnit.MICROSECONDS.toNanos(250);
    private static final long OVERSLEEP = TimeUnit.MICROSECONDS.toNanos(80);
    private static final int PATIENT_LOOKS = 10;

    private final BooleanSupplier errands;
    private int looks;

    /** Waits only while there are no errands to run. */
    Idling(BooleanSupplier errands) {
        this.errands = errands;
    }

    /** Serves what becomes ready; returns after something did, after a wake-up, or when the moment is due. */
    void await(Selector selector, Consumer<SelectionKey> dispatch, long moment) throws IOException {
        if (lookAgain(selector, dispatch)) {
            return;
        }
        long left = moment == Ticks.NEVER ? Ticks.NEVER : moment - Ticks.now();
        int served = 0;
        if (left == Ticks.NEVER) {
            served = selector.select(dispatch);
        } else if (left >= MILLISECOND) {
            served = selector.select(dispatch, left / MILLISECOND);
        } else {
            served = selector.selectNow(dispatch);
            if (served == 0 && left > 0) {
                nap(left);
            }
        }
        looks = served > 0 ? PATIENT_LOOKS : 0;
    }

    /**
     * A client that was just served often speaks again at once. Looking a few times, some ten microseconds, is cheaper than falling asleep and
     * being woken, which costs the waker as well. Giving up the processor in between is no help: a busy scheduler takes it for milliseconds.
     */
    private boolean lookAgain(Selector selector, Consumer<SelectionKey> dispatch) throws IOException {
        for (; looks > 0; looks--) {
            if (selector.selectNow(dispatch) > 0) {
                looks = PATIENT_LOOKS;
                return true;
            }
            // Looking has used up the wake-up that came with an errand.
            if (errands.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static void nap(long left) {
        if (left > OVERSLEEP) {
            LockSupport.parkNanos(Math.min(left - OVERSLEEP, LONGEST_NAP));
        } else {
            Thread.onSpinWait();
        }
    }
}
