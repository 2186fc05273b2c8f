package io.replicatedpostgres.check;

import java.util.List;

/** No node has a row twice that was written once. */
final class NoDuplicates implements Check {

    @Override
    public String guarantee() {
        return "no write done twice";
    }

    @Override
    public Verdict of(History history) {
        List<Ledger> pages = Ledger.of(history);
        if (pages.isEmpty()) {
            return Verdict.unknown(guarantee(), "nobody looked what is there in the end");
        }
        List<String> found = pages.stream()
                .filter(page -> page.duplicated().count() > 0)
                .map(page -> "%s on %s: %s"
                        .formatted(
                                page.workload(), page.node(), page.duplicated().shortened(10)))
                .toList();
        return found.isEmpty()
                ? Verdict.pass(guarantee(), "every row is there once at most")
                : Verdict.fail(guarantee(), "there are rows that are there more than once", found);
    }
}
