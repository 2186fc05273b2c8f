package io.replicatedpostgres.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The common part of the checks on rows: each node that was read is judged, and nothing held over what was not read. */
final class RowVerdict {

    private RowVerdict() {}

    /**
     * The verdict on all pages.
     *
     * @param wrong what is wrong with a page, in words; empty if nothing is
     */
    static Verdict of(
            String guarantee, History history, String broken, String held, Function<Ledger, List<String>> wrong) {
        List<Ledger> pages = Ledger.of(history);
        List<String> found = pages.stream()
                .filter(Ledger::isRead)
                .flatMap(page -> wrong.apply(page).stream()
                        .map(line -> "%s on %s: %s".formatted(page.workload(), page.node(), line)))
                .toList();
        if (!found.isEmpty()) {
            return Verdict.fail(guarantee, broken, found);
        }
        List<String> unknown = unknown(history, pages);
        return unknown.isEmpty()
                ? Verdict.pass(guarantee, held)
                : Verdict.unknown(guarantee, String.join("; ", unknown));
    }

    private static List<String> unknown(History history, List<Ledger> pages) {
        var unknown = new ArrayList<String>();
        if (history.works().isEmpty()) {
            unknown.add("no workload ran");
        }
        for (Work work : history.works()) {
            List<Ledger> own = pages.stream()
                    .filter(page -> page.workload().equals(work.name()))
                    .toList();
            if (own.stream().noneMatch(Ledger::isRead)) {
                unknown.add("%s was read on no node in the end".formatted(work.name()));
            } else if (work.acknowledged().findAny().isEmpty()) {
                unknown.add("none of the %s operations of %s was acknowledged".formatted(work.size(), work.name()));
            }
            own.stream().filter(page -> !page.isRead()).map(Ledger::toString).forEach(unknown::add);
        }
        return unknown;
    }
}
