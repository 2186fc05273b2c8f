package io.replicatedpostgres.check;

import java.util.List;

/** No node has a row that its client was told is not there, or that nobody asked for. */
final class NoPhantoms implements Check {

    @Override
    public String guarantee() {
        return "no rejected write present";
    }

    @Override
    public Verdict of(History history) {
        List<Ledger> pages = Ledger.of(history);
        if (pages.isEmpty()) {
            return Verdict.unknown(guarantee(), "nobody looked what is there in the end");
        }
        List<String> found = pages.stream()
                .filter(page -> page.phantom().count() > 0)
                .map(page -> "%s on %s: %s"
                        .formatted(page.workload(), page.node(), page.phantom().shortened(10)))
                .toList();
        return found.isEmpty()
                ? Verdict.pass(guarantee(), "every row was asked for")
                : Verdict.fail(guarantee(), "there are rows that were rejected, or never asked for", found);
    }
}
