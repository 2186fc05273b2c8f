package io.replicatedpostgres.check;

import java.util.List;

/** No node has a row twice that was written once. */
final class NoDuplicates implements Check {

    static final String GUARANTEE = "no write done twice";

    @Override
    public String guarantee() {
        return GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        return RowVerdict.of(
                guarantee(),
                history,
                "there are rows that are there more than once",
                "every row is there once at most",
                page -> page.duplicated().count() > 0
                        ? List.of(page.duplicated().shortened(10))
                        : List.of());
    }
}
