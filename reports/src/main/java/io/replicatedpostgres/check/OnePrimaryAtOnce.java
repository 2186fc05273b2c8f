package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** While two nodes are primaries, at most one of them acknowledges writes that were asked for in that time. */
final class OnePrimaryAtOnce implements Check {

    @Override
    public String guarantee() {
        return "no two primaries acknowledged at once";
    }

    @Override
    public Verdict of(History history) {
        List<Reign> windows = windows(history.reigns());
        var broken = new ArrayList<String>();
        String first = "";
        for (int i = 0; i < windows.size(); i += 2) {
            Reign one = windows.get(i);
            Reign other = windows.get(i + 1);
            Optional<String> here = acknowledged(history, one);
            Optional<String> there = acknowledged(history, other);
            if (here.isPresent() && there.isPresent()) {
                if (broken.isEmpty()) {
                    first = "%s and %s, from %s to %s"
                            .formatted(
                                    one.node(),
                                    other.node(),
                                    Told.seconds(one.fromNanos()),
                                    Told.seconds(one.toNanos()));
                }
                broken.add("%s and %s were both primaries from %s to %s: %s; %s"
                        .formatted(
                                one.node(),
                                other.node(),
                                Told.seconds(one.fromNanos()),
                                Told.seconds(one.toNanos()),
                                here.get(),
                                there.get()));
            }
        }
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), "two primaries acknowledged writes at once: " + first, broken);
        }
        if (history.reigns().isEmpty()) {
            return Verdict.unknown(guarantee(), "nobody recorded who was a primary when");
        }
        if (windows.isEmpty()) {
            return Verdict.pass(guarantee(), "there was one primary at a time");
        }
        return history.works().isEmpty()
                ? Verdict.unknown(guarantee(), "there were two primaries at once, and no workload that wrote to them")
                : Verdict.pass(guarantee(), "there were two primaries at once, and only one acknowledged writes");
    }

    /** Each time of two primaries, as a pair: the one and the other with the same times. */
    private static List<Reign> windows(List<Reign> reigns) {
        var windows = new ArrayList<Reign>();
        for (int i = 0; i < reigns.size(); i++) {
            for (Reign other : reigns.subList(i + 1, reigns.size())) {
                Reign overlap = reigns.get(i).overlap(other);
                if (!overlap.isEmpty() && !other.node().equals(overlap.node())) {
                    windows.add(overlap);
                    windows.add(new Reign(other.node(), overlap.fromNanos(), overlap.toNanos()));
                }
            }
        }
        return windows;
    }

    /** What was asked for before the window may have been done before it. */
    private static Optional<String> acknowledged(History history, Reign window) {
        for (Work work : history.works()) {
            Optional<Operation> first = work.acknowledged()
                    .filter(operation -> operation.kind() != Operation.Kind.READ)
                    .filter(operation -> isBy(operation, window.node()))
                    .filter(operation -> window.contains(operation.invokedNanos()))
                    .filter(operation -> window.contains(operation.endedNanos()))
                    .findFirst();
            if (first.isPresent()) {
                return first.map(operation -> Told.of(work.name(), operation));
            }
        }
        return Optional.empty();
    }

    private static boolean isBy(Operation operation, NodeRef node) {
        return node.equals(operation.node());
    }
}
