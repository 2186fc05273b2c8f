package io.replicatedpostgres.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** No client waits longer for an acknowledgement of a write than the recovery time given. */
final class RecoveredWithin implements Check {

    private final Duration limit;

    RecoveredWithin(Duration limit) {
        this.limit = limit;
    }

    @Override
    public String guarantee() {
        return "writes recovered within " + NamedChecks.text(limit);
    }

    @Override
    public Verdict of(History history) {
        var longest = new ArrayList<Outage>();
        var broken = new ArrayList<String>();
        for (Work work : history.works()) {
            List<Outage> outages = Outage.ofClients(work);
            Optional<Outage> worst = outages.stream().max(Comparator.comparing(Outage::length));
            worst.ifPresent(longest::add);
            // a short one that is not over may become a long one
            outages.stream()
                    .filter(outage -> outage.length().compareTo(limit) > 0)
                    .forEach(outage -> broken.add(work.name() + ": " + outage));
            outages.stream()
                    .filter(outage -> !outage.ended() && outage.length().compareTo(limit) <= 0)
                    .forEach(outage -> longest.add(0, outage));
        }
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), "clients were without acknowledgement for longer", broken);
        }
        if (longest.isEmpty()) {
            return Verdict.unknown(guarantee(), "no workload has two acknowledged writes");
        }
        Outage first = longest.get(0);
        return first.ended()
                ? Verdict.pass(guarantee(), "the longest time without was " + first)
                : Verdict.unknown(guarantee(), "the workload ended while it waited: " + first);
    }
}
