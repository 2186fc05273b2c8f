package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Two nodes never acknowledge writes at once. There are two kinds of evidence, and each is enough:
 *
 * <ul>
 *   <li>The operations alone: a node acknowledges what was asked for after another node had acknowledged, though it had
 *       acknowledged before that one and was not promoted since ({@link Interleaving}).
 *   <li>The roles: while a second node was a primary already, the first one acknowledges what was asked for in that time, and
 *       the second one acknowledges too, then or later while it is primary.
 * </ul>
 */
final class OnePrimaryAtOnce implements Check {

    static final String GUARANTEE = "no two primaries acknowledged at once";

    @Override
    public String guarantee() {
        return GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        List<PrimaryPeriod> periods = history.primaryPeriods();
        var broken = new ArrayList<String>();
        String first = "";
        var windows = new ArrayList<PrimaryPeriod>();
        for (int i = 0; i < periods.size(); i++) {
            for (PrimaryPeriod later : periods.subList(i + 1, periods.size())) {
                PrimaryPeriod window = periods.get(i).overlap(later);
                if (window.isEmpty() || later.node().equals(window.node())) {
                    continue;
                }
                windows.add(window);
                Optional<String> line = both(history, window, later);
                if (line.isPresent()) {
                    first = first.isEmpty() ? words(window, later) : first;
                    broken.add(line.get());
                }
            }
        }
        List<String> interleaved = Interleaving.in(history);
        if (!broken.isEmpty() || !interleaved.isEmpty()) {
            String reason = first.isEmpty() ? interleaved.get(0) : first;
            broken.addAll(interleaved);
            return Verdict.fail(guarantee(), "two primaries acknowledged writes at once: " + reason, broken);
        }
        return notBroken(history, windows);
    }

    private Verdict notBroken(History history, List<PrimaryPeriod> windows) {
        boolean two = !windows.isEmpty();
        if (history.primaryPeriods().isEmpty()) {
            return Verdict.unknown(guarantee(), "it was not recorded who was a primary when");
        }
        boolean acknowledged =
                history.works().stream().anyMatch(work -> work.acknowledged().anyMatch(OnePrimaryAtOnce::writes));
        if (two && !acknowledged) {
            return Verdict.unknown(
                    guarantee(), "there were two primaries at once, and no workload whose writes they acknowledged");
        }
        if (windows.stream().anyMatch(window -> hasNamelessWrites(history, window))) {
            return Verdict.unknown(
                    guarantee(),
                    "there were two primaries at once, and not of every write it is known which acknowledged it");
        }
        return Verdict.pass(
                guarantee(),
                two
                        ? "there were two primaries at once, and only one acknowledged writes"
                        : "there was one primary at a time");
    }

    private static boolean hasNamelessWrites(History history, PrimaryPeriod window) {
        return history.works().stream()
                .flatMap(Work::acknowledged)
                .filter(OnePrimaryAtOnce::writes)
                .filter(operation -> operation.node() == null)
                .anyMatch(operation -> window.contains(operation.endedNanos()));
    }

    static boolean writes(Operation operation) {
        return operation.kind() != Operation.Kind.READ;
    }

    private static String words(PrimaryPeriod window, PrimaryPeriod later) {
        return "%s and %s, from %s to %s"
                .formatted(
                        window.node(), later.node(), Told.seconds(window.fromNanos()), Told.seconds(window.toNanos()));
    }

    /** What was asked for before the window may have been done before it. */
    private static Optional<String> both(History history, PrimaryPeriod window, PrimaryPeriod later) {
        Optional<String> here = acknowledged(history, window.node(), within(window));
        Optional<String> there = acknowledged(history, later.node(), within(later));
        Optional<String> thereInTheWindow = acknowledged(history, later.node(), within(window));
        if (here.isEmpty() || there.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("%s and %s were both primaries from %s to %s: %s; %s"
                .formatted(
                        window.node(),
                        later.node(),
                        Told.seconds(window.fromNanos()),
                        Told.seconds(window.toNanos()),
                        here.get(),
                        thereInTheWindow.orElse(there.get())));
    }

    private static Predicate<Operation> within(PrimaryPeriod period) {
        return operation -> period.contains(operation.invokedNanos()) && period.contains(operation.endedNanos());
    }

    private static Optional<String> acknowledged(History history, NodeRef node, Predicate<Operation> when) {
        for (Work work : history.works()) {
            Optional<Operation> first = work.acknowledged()
                    .filter(OnePrimaryAtOnce::writes)
                    .filter(operation -> node.equals(operation.node()))
                    .filter(when)
                    .findFirst();
            if (first.isPresent()) {
                return first.map(operation -> Told.of(work.name(), operation));
            }
        }
        return Optional.empty();
    }
}
