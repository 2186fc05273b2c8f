package io.replicatedpostgres.check;

import java.util.ArrayList;
import java.util.List;

/** No node has a row or a value that its client was told is not there, or that no client asked for. */
final class NoPhantoms implements Check {

    static final String GUARANTEE = "no rejected write present";

    @Override
    public String guarantee() {
        return GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        return RowVerdict.of(
                guarantee(),
                history,
                "there are rows or values that were rejected, or never asked for",
                "every row and every value was asked for",
                NoPhantoms::wrong);
    }

    private static List<String> wrong(Ledger page) {
        var lines = new ArrayList<String>();
        if (page.phantom().count() > 0) {
            lines.add(page.phantom().shortened(10));
        }
        lines.addAll(page.changed());
        return lines;
    }
}
