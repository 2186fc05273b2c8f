package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Each promotion comes after a fault, or after something else that the test did to the servers, since the one before. Several nodes that
 * leave the same timeline are promoted by one cause.
 */
final class NoFailoverWithoutFault implements Check {

    @Override
    public String guarantee() {
        return "no failover without a fault";
    }

    @Override
    public Verdict of(History history) {
        if (history.primaryPeriods().isEmpty()) {
            return Verdict.unknown(guarantee(), "no node was ever seen to be a primary");
        }
        List<Course.Fork> forks = history.course().forks();
        var broken = new ArrayList<String>();
        long since = 0;
        long last = 0;
        Timeline parent = null;
        for (Course.Fork fork : forks) {
            TimelineForked event = fork.event();
            if (!event.parent().equals(parent)) {
                since = last;
                parent = event.parent();
            }
            if (!history.interventions().anyBetween(since, fork.atNanos())) {
                broken.add("%s was promoted to timeline %s at %s, and the record has no fault and no act on a server %s"
                        .formatted(
                                event.node(),
                                event.timeline(),
                                Told.seconds(fork.atNanos()),
                                since == 0 ? "before" : "since " + Told.seconds(since)));
            }
            last = fork.atNanos();
        }
        if (!broken.isEmpty()) {
            return Verdict.fail(
                    guarantee(),
                    "%s of %s promotions came by themselves".formatted(broken.size(), forks.size()),
                    broken);
        }
        return history.course()
                .unrecordedPromotion()
                .map(reason -> Verdict.unknown(guarantee(), reason))
                .orElseGet(() -> Verdict.pass(
                        guarantee(),
                        forks.isEmpty()
                                ? "no node was promoted"
                                : "%s promotions, each after a fault or an act of the test".formatted(forks.size())));
    }
}
