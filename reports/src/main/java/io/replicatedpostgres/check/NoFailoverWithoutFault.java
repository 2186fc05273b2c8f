package io.replicatedpostgres.check;

import java.util.ArrayList;

/** Each promotion comes after a fault, or after something else that the test did to the servers, since the one before. */
final class NoFailoverWithoutFault implements Check {

    @Override
    public String guarantee() {
        return "no failover without a fault";
    }

    @Override
    public Verdict of(History history) {
        if (history.reigns().isEmpty()) {
            return Verdict.unknown(guarantee(), "no node was ever seen to be a primary");
        }
        var broken = new ArrayList<String>();
        long before = 0;
        for (Course.Fork fork : history.course().forks()) {
            if (!history.interventions().anyBetween(before, fork.atNanos())) {
                broken.add("%s was promoted to timeline %s at %s, and nothing was done to the servers %s"
                        .formatted(
                                fork.event().node(),
                                fork.event().timeline(),
                                Told.seconds(fork.atNanos()),
                                before == 0 ? "before" : "since " + Told.seconds(before)));
            }
            before = fork.atNanos();
        }
        int promotions = history.course().forks().size();
        return broken.isEmpty()
                ? Verdict.pass(
                        guarantee(),
                        promotions == 0
                                ? "no node was promoted"
                                : "%s promotions, each after a fault or an act of the test".formatted(promotions))
                : Verdict.fail(
                        guarantee(),
                        "%s of %s promotions came by themselves".formatted(broken.size(), promotions),
                        broken);
    }
}
