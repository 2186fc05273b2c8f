package io.replicatedpostgres.check;

import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Each failover takes at most the time given: from the strike on the primary, by a fault or an act of the test, to the promotion of another
 * node; and no longer time is without a primary at all. What the test itself promotes, while the primary is well, is no failover.
 */
final class FailedOverWithin implements Check {

    static final String NAME = "failed over within ";

    private final Duration limit;

    FailedOverWithin(Duration limit) {
        this.limit = limit;
    }

    @Override
    public String guarantee() {
        return NAME + NamedChecks.text(limit);
    }

    @Override
    public Verdict of(History history) {
        var broken = new ArrayList<String>();
        var unknown = new ArrayList<String>();
        var took = new ArrayList<Duration>();
        long since = 0;
        for (Course.Fork fork : history.course().forks()) {
            judge(history, fork, since, broken, unknown, took);
            since = fork.atNanos();
        }
        unanswered(history, unknown);
        history.course().unrecordedPromotion().ifPresent(unknown::add);
        Outage.ofServers(history).stream()
                .filter(gap -> gap.length().compareTo(limit) > 0)
                .forEach(gap -> broken.add("no primary for " + gap));
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), "it took longer, or did not come", broken);
        }
        if (!unknown.isEmpty()) {
            return Verdict.unknown(guarantee(), String.join("; ", unknown));
        }
        return took.stream()
                .max(Comparator.naturalOrder())
                .map(longest -> Verdict.pass(
                        guarantee(),
                        "%s failovers, the longest took %s".formatted(took.size(), Told.seconds(longest.toNanos()))))
                .orElseGet(() -> Verdict.unknown(guarantee(), "no primary was struck and replaced"));
    }

    private void judge(
            History history,
            Course.Fork fork,
            long since,
            List<String> broken,
            List<String> unknown,
            List<Duration> took) {
        NodeRef promoted = fork.event().node();
        Optional<NodeRef> former = former(history, promoted, fork.atNanos());
        OptionalLong struck = former.map(node -> history.strikes().onWithoutABreak(node, since, fork.atNanos()))
                .orElseGet(OptionalLong::empty);
        if (struck.isEmpty()) {
            if (!history.strikes().onOrder(promoted, fork.atNanos())) {
                unknown.add("%s was promoted at %s, and the record has no strike on a primary before it"
                        .formatted(promoted, Told.seconds(fork.atNanos())));
            }
            return;
        }
        Duration time = Duration.ofNanos(fork.atNanos() - struck.getAsLong());
        took.add(time);
        if (time.compareTo(limit) > 0) {
            broken.add("%s was struck at %s and %s promoted %s later"
                    .formatted(
                            former.orElseThrow(),
                            Told.seconds(struck.getAsLong()),
                            promoted,
                            Told.seconds(time.toNanos())));
        }
    }

    /** Whether a manager has to answer a fault is not known here: not each one keeps a primary from its work. */
    private void unanswered(History history, List<String> unknown) {
        for (Strikes.Strike strike : history.strikes().all()) {
            long until = Math.min(strike.toNanos(), history.endNanos());
            boolean wasPrimary = history.primaryPeriods().stream()
                    .anyMatch(period -> period.node().equals(strike.node()) && period.contains(strike.fromNanos()));
            boolean replaced = history.course().forks().stream()
                    .anyMatch(fork -> fork.atNanos() >= strike.fromNanos() && fork.atNanos() <= until);
            if (wasPrimary && !replaced && until - strike.fromNanos() > limit.toNanos()) {
                unknown.add("%s was struck at %s for %s and not replaced; whether it had to be is not known"
                        .formatted(
                                strike.node(),
                                Told.seconds(strike.fromNanos()),
                                Told.seconds(until - strike.fromNanos())));
            }
        }
    }

    /** The primary that was there last before another node was promoted. */
    private static Optional<NodeRef> former(History history, NodeRef promoted, long atNanos) {
        return history.primaryPeriods().stream()
                .filter(period -> !period.node().equals(promoted) && period.fromNanos() < atNanos)
                .max(Comparator.comparingLong(PrimaryPeriod::fromNanos))
                .map(PrimaryPeriod::node);
    }
}
