package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** No workload is without an acknowledgement for longer than the recovery time given, from the first request that failed. */
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
        var unknown = new ArrayList<String>();
        for (Work work : history.works()) {
            List<Outage> outages = Outage.ofClients(work);
            Optional<Outage> worst = outages.stream().max(Comparator.comparing(Outage::length));
            worst.ifPresent(longest::add);
            outages.stream()
                    .filter(outage -> outage.length().compareTo(limit) > 0)
                    .forEach(outage -> broken.add(work.name() + ": " + outage));
            if (outages.stream().noneMatch(Outage::ended)) {
                unknown.add("no write of %s was acknowledged".formatted(work.name()));
            }
            silence(history, work)
                    .filter(silence -> silence.compareTo(limit) > 0)
                    .ifPresent(silence -> unknown.add(
                            "the record ends %s after the last answer to %s, and does not say when its clients stopped"
                                    .formatted(Told.seconds(silence.toNanos()), work.name())));
        }
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), "clients were without acknowledgement for longer", broken);
        }
        if (!longest.isEmpty() && !unknown.isEmpty()) {
            return Verdict.unknown(guarantee(), String.join("; ", unknown));
        }
        return longest.stream()
                .max(Comparator.comparing(Outage::length))
                .map(outage -> Verdict.pass(guarantee(), "the longest time without was " + outage))
                .orElseGet(() -> Verdict.unknown(guarantee(), "no workload has written anything"));
    }

    /** How long nothing was heard of clients that may work still: those of a run that was cut off, or that all wait. */
    private static Optional<Duration> silence(History history, Work work) {
        return work.workedUntilNanos().isPresent()
                ? Optional.empty()
                : work.operations()
                        .map(Operation::endedNanos)
                        .max(Comparator.naturalOrder())
                        .map(last -> Duration.ofNanos(history.endNanos() - last));
    }
}
