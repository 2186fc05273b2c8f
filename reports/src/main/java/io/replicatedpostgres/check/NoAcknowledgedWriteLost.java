package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each write of which a client was told that it is done is there on the survivor. */
final class NoAcknowledgedWriteLost implements Check {

    @Override
    public String guarantee() {
        return "no acknowledged write lost";
    }

    @Override
    public Verdict of(History history) {
        if (history.works().stream()
                .allMatch(work -> work.acknowledged().findAny().isEmpty())) {
            return Verdict.unknown(guarantee(), "no workload has an acknowledged operation");
        }
        var unknown = new ArrayList<String>();
        var lost = new ArrayList<Ledger>();
        var pages = new ArrayList<Ledger>();
        for (Work work : history.works()) {
            Optional<FinalContents> survivor = work.survivor();
            survivor.map(contents -> Ledger.of(work, contents)).ifPresent(pages::add);
            if (survivor.isEmpty()) {
                unknown.add(work.name());
            }
        }
        pages.stream().filter(page -> !page.lost().isEmpty()).forEach(lost::add);
        if (!lost.isEmpty()) {
            return Verdict.fail(guarantee(), reason(history, lost), evidence(lost));
        }
        return unknown.isEmpty()
                ? Verdict.pass(
                        guarantee(),
                        String.join("; ", pages.stream().map(Ledger::toString).toList()))
                : Verdict.unknown(guarantee(), "nobody looked what a surviving primary has in the end of " + unknown);
    }

    private static String reason(History history, List<Ledger> lost) {
        return String.join(
                "; ", lost.stream().map(page -> reason(history, page)).toList());
    }

    private static String reason(History history, Ledger page) {
        return "%s%s, acknowledged by %s within %s"
                .formatted(
                        page,
                        page.lostWalBytes(history)
                                .map(bytes -> ", up to %d bytes of WAL past the fork".formatted(bytes))
                                .orElse(""),
                        page.lostByNode(),
                        Told.seconds(page.lostTime().toNanos()));
    }

    private static List<String> evidence(List<Ledger> lost) {
        return lost.stream()
                .flatMap(page -> page.lost().stream().map(operation -> Told.of(page.workload(), operation)))
                .toList();
    }
}
