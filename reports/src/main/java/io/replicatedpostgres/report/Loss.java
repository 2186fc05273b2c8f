package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.model.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The losses of an attempt, in sentences. */
final class Loss {

    private Loss() {}

    /** A sentence for each workload that lost acknowledged writes, and one on the fork behind which they were. */
    static List<String> in(Attempt attempt) {
        var sentences = new ArrayList<String>();
        for (Ledger page : attempt.evidence().ledger()) {
            if (page.survivor() && !page.lost().isEmpty()) {
                sentences.add(sentence(attempt, page));
            }
        }
        return sentences;
    }

    private static String sentence(Attempt attempt, Ledger page) {
        long first =
                page.lost().stream().mapToLong(lost -> lost.endedNanos()).min().orElse(0);
        long last =
                page.lost().stream().mapToLong(lost -> lost.endedNanos()).max().orElse(0);
        String wal = page.lostWalBytes(attempt.evidence().history())
                .map(bytes -> ", up to %s of WAL past the fork".formatted(DataSize.bytes(bytes)))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%,d acknowledged %s of %s %s not on %s, which survived: acknowledged%s between %s and %s%s.",
                page.lost().size(),
                page.lost().size() == 1 ? "write" : "writes",
                Shown.line(page.workload()),
                page.lost().size() == 1 ? "is" : "are",
                page.node(),
                by(page),
                Times.at(first),
                Times.at(last),
                wal);
    }

    private static String by(Ledger page) {
        Map<?, Long> nodes = page.lostByNode();
        return nodes.isEmpty()
                ? ""
                : nodes.keySet().stream().map(String::valueOf).collect(Collectors.joining(" and ", " by ", ""));
    }
}
