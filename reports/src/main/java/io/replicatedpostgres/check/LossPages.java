package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of all workloads on all nodes in the end, as far as the checks on loss need them. */
final class LossPages {

    private final History history;
    private final List<Ledger> pages;

    private LossPages(History history, List<Ledger> pages) {
        this.history = history;
        this.pages = pages;
    }

    static LossPages of(History history) {
        return new LossPages(history, Ledger.of(history));
    }

    /** Those of the nodes that count, where they could be read. */
    List<Ledger> ofSurvivors() {
        return pages.stream().filter(Ledger::survivor).filter(Ledger::isRead).toList();
    }

    /** Each standby that says it has replayed all, and lacks what the survivor has: a line each. */
    List<String> lackingStandbys() {
        return history.works().stream()
                .flatMap(work -> pages.stream()
                        .filter(page -> page.workload().equals(work.name()) && hasCaughtUp(page))
                        .flatMap(page -> lacking(page).stream()))
                .toList();
    }

    private static boolean hasCaughtUp(Ledger page) {
        Standing standing = page.standing();
        return page.isRead() && standing != null && standing.role() == Role.STANDBY && standing.caughtUp();
    }

    private Optional<String> lacking(Ledger standby) {
        return ofSurvivors().stream()
                .filter(page -> page.workload().equals(standby.workload()))
                .findFirst()
                .map(survivor -> {
                    RowRanges gone = numbers(survivor.lost());
                    return standby.lost().stream()
                            .filter(operation -> !gone.contains(operation.id()))
                            .toList();
                })
                .filter(missing -> !missing.isEmpty())
                .map(missing ->
                        "%s says that it has replayed all, and lacks %s acknowledged writes of %s that the survivor has: %s"
                                .formatted(
                                        standby.node(),
                                        missing.size(),
                                        standby.workload(),
                                        numbers(missing).shortened(10)));
    }

    private static RowRanges numbers(List<Operation> operations) {
        return RowRanges.of(operations.stream().mapToLong(Operation::id));
    }

    /** Where several primaries are left, none counts; what one of them wrote itself must still be there. */
    List<String> erasedWithin() {
        var found = new ArrayList<String>();
        for (Work work : history.works()) {
            pages.stream()
                    .filter(page -> page.workload().equals(work.name()) && page.isRead() && !page.survivor())
                    .filter(page -> page.standing() != null && page.standing().role() == Role.PRIMARY)
                    .forEach(page -> {
                        LossRule rule = LossRule.of(history, work, page);
                        page.lost().stream()
                                .filter(rule::isWithin)
                                .map(operation ->
                                        "not on %s: %s".formatted(page.node(), Told.of(work.name(), operation)))
                                .forEach(found::add);
                    });
        }
        return found;
    }

    /** Why the loss of some workload is not known; empty if all is. */
    Optional<String> whatIsNotKnown() {
        var unknown = new ArrayList<String>();
        for (Work work : history.works()) {
            Ledger survivor = pages.stream()
                    .filter(page -> page.workload().equals(work.name()) && page.survivor())
                    .findFirst()
                    .orElse(null);
            whyUnknown(work, survivor).ifPresent(unknown::add);
        }
        if (history.works().isEmpty()) {
            unknown.add("no workload ran");
        }
        return unknown.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", unknown));
    }

    /** Why the loss of one workload is not known, by the page of its survivor; empty if it is. */
    static Optional<String> whyUnknown(Work work, @Nullable Ledger survivor) {
        if (work.acknowledged().findAny().isEmpty()) {
            return Optional.of(
                    work.size() == 0
                            ? "%s has no operation".formatted(work.name())
                            : "none of the %s operations of %s was acknowledged".formatted(work.size(), work.name()));
        }
        if (survivor == null) {
            return Optional.of("%s was not read on a surviving primary in the end".formatted(work.name()));
        }
        return survivor.isRead() ? Optional.empty() : Optional.of(survivor.toString());
    }

    /** The pages of the survivors in words. */
    String told() {
        return ofSurvivors().stream().map(Ledger::toString).collect(Collectors.joining("; "));
    }
}
