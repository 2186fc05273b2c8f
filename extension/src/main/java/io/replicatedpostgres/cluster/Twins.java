package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.TimelineHistory;

/**
 * Two servers that wrote on the same timeline: both were promoted to one number, or one was started as a primary though it was
 * to be a standby. By name they have one history, and only what they wrote tells them apart.
 */
final class Twins {

    private Twins() {}

    /** Whether two nodes of one history have different WAL. */
    static boolean are(Member one, Member other, TimelineHistory history) {
        Reached here = Reached.by(one);
        Reached there = Reached.by(other);
        return here.progress().history().current().equals(history.current())
                && there.progress().history().current().equals(history.current())
                && Divergence.between(one, here, other, there).isPresent();
    }
}
