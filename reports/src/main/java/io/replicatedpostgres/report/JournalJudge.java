package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Judges one saved journal by the checks of today, and says what came of it, line by line. */
final class JournalJudge {

    /**
     * A verdict that the journal holds, and what is said today of the same guarantee at the same moment.
     *
     * @param atNanos when it was judged
     * @param recorded what the journal says
     * @param now what is said today; not known if no check of today has that name
     */
    private record Again(long atNanos, GuaranteeChecked recorded, Verdict now) {

        GuaranteeVerdict before() {
            return GuaranteeVerdict.of(recorded.verdict());
        }

        GuaranteeVerdict after() {
            return verdict(now);
        }

        boolean differs() {
            return before() != after();
        }

        /** Whether the verdict at the end of the journal says the same once more. */
        boolean isSaidBy(List<Verdict> atTheEnd) {
            return !differs()
                    && atTheEnd.stream()
                            .anyMatch(other ->
                                    other.guarantee().equals(now.guarantee()) && other.outcome() == now.outcome());
        }

        String text() {
            String at = Times.at(atNanos);
            return differs()
                    ? "at %s, recorded %s, now %s: %s".formatted(at, recorded.verdict(), after().name(), now)
                    : "at %s, as recorded: %s".formatted(at, now);
        }
    }

    private final Consumer<String> out;
    private final History history = History.begin();
    private final List<Again> again = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean ended;

    private JournalJudge(Consumer<String> out) {
        this.out = out;
    }

    /** The worst of all that is said today; what is not whole is not known at best. */
    static GuaranteeVerdict of(Path journal, Consumer<String> out) {
        var judge = new JournalJudge(out);
        judge.read(journal);
        return judge.judge();
    }

    private void read(Path journal) {
        try (JournalFile file = JournalFile.open(journal)) {
            for (Optional<Entry> entry = file.next(); entry.isPresent(); entry = file.next()) {
                take(entry.get());
            }
            if (file.truncated()) {
                problems.add("cut off: the last line is not whole");
            }
            if (!ended) {
                problems.add("cut off: it has no end, because its process was killed or the test is still running");
            }
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            problems.add("cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            problems.add("cannot be read: its entries do not fit together: " + e);
        }
    }

    /** A recorded verdict is about what was recorded before it, so it is judged before the history goes on. */
    private void take(Entry entry) {
        if (entry.event() instanceof GuaranteeChecked recorded) {
            again.add(new Again(entry.atNanos(), recorded, now(recorded)));
        }
        ended |= entry.event() instanceof ScenarioEnded;
        history.take(entry);
    }

    private Verdict now(GuaranteeChecked recorded) {
        return check(recorded)
                .map(check -> Check.all(List.of(check), history).get(0))
                .orElseGet(() -> unnamed(recorded));
    }

    /** What is a promise of the cluster is judged as one: a loss that the test asks about may be one that no promise forbids. */
    private Optional<Check> check(GuaranteeChecked recorded) {
        boolean promised = recorded.promised() == null ? isOfPromises(recorded) : recorded.promised();
        return promised
                ? Guarantees.promised(history).stream()
                        .filter(check -> check.guarantee().equals(recorded.guarantee()))
                        .findFirst()
                : Guarantees.named(recorded.guarantee());
    }

    /** Only these say so. */
    private static boolean isOfPromises(GuaranteeChecked recorded) {
        GuaranteeVerdict verdict = GuaranteeVerdict.of(recorded.verdict());
        return verdict == GuaranteeVerdict.ALLOWED || verdict == GuaranteeVerdict.NOT_APPLICABLE;
    }

    /** A check of the user's own cannot be made again: that it was broken stays so, that it held is not known any more. */
    private static Verdict unnamed(GuaranteeChecked recorded) {
        boolean broken = GuaranteeVerdict.of(recorded.verdict()) == GuaranteeVerdict.FAIL;
        String reason = "this version has no check of that name, so it was not judged again; recorded was: "
                + recorded.reason();
        return new Verdict(
                recorded.guarantee(),
                broken ? Verdict.Outcome.FAIL : Verdict.Outcome.UNKNOWN,
                reason,
                broken ? recorded.evidence() : List.of());
    }

    private GuaranteeVerdict judge() {
        List<Verdict> atTheEnd = promised();
        if (atTheEnd.isEmpty() && again.isEmpty() && problems.isEmpty()) {
            out.accept("no workload ran, and no guarantee was asked for: nothing to check");
        }
        again.stream().filter(one -> !one.isSaidBy(atTheEnd)).forEach(one -> out.accept(one.text()));
        atTheEnd.forEach(verdict -> out.accept(verdict.toString()));
        problems.forEach(out);
        measures();
        return worst(atTheEnd);
    }

    private GuaranteeVerdict worst(List<Verdict> atTheEnd) {
        Map<String, GuaranteeVerdict> byGuarantee = new HashMap<>();
        Stream.concat(again.stream().map(Again::now), atTheEnd.stream())
                .forEach(said -> byGuarantee.merge(said.guarantee(), verdict(said), GuaranteeVerdict::then));
        GuaranteeVerdict whole = problems.isEmpty() ? GuaranteeVerdict.PASS : GuaranteeVerdict.UNKNOWN;
        return Stream.concat(byGuarantee.values().stream(), Stream.of(whole))
                .min(Comparator.naturalOrder())
                .orElse(whole);
    }

    private List<Verdict> promised() {
        try {
            return Check.all(Guarantees.promised(history), history);
        } catch (RuntimeException e) {
            problems.add("cannot be judged: " + e);
            return List.of();
        }
    }

    private void measures() {
        try {
            Ledger.of(history).forEach(page -> out.accept(page.toString()));
            history.works().forEach(this::longest);
            Outage.ofServers(history).forEach(outage -> out.accept("no primary for " + outage));
        } catch (RuntimeException e) {
            problems.add("cannot be measured: " + e);
            out.accept("cannot be measured: " + e);
        }
    }

    private void longest(Work work) {
        Outage.ofClients(work).stream()
                .max(Comparator.comparing(Outage::length))
                .ifPresent(outage -> out.accept(work.name() + ": longest without an acknowledgement: " + outage));
    }

    private static GuaranteeVerdict verdict(Verdict verdict) {
        return GuaranteeVerdict.of(verdict.outcome().name());
    }
}
