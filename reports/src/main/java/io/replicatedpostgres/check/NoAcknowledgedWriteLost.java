package io.replicatedpostgres.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Each write of which a client was told that it is done is there on the survivor, whatever its commit waited for. */
final class NoAcknowledgedWriteLost implements Check {

    static final String GUARANTEE = "no acknowledged write lost";

    @Override
    public String guarantee() {
        return GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        LossPages pages = LossPages.of(history);
        List<Ledger> lost = pages.ofSurvivors().stream()
                .filter(page -> !page.lost().isEmpty())
                .toList();
        List<String> lacking = pages.lackingStandbys();
        if (!lost.isEmpty() || !lacking.isEmpty()) {
            return Verdict.fail(guarantee(), reason(history, lost, lacking), evidence(lost, lacking));
        }
        List<String> erased = pages.erasedWithin();
        if (!erased.isEmpty()) {
            return Verdict.fail(
                    guarantee(), "acknowledged writes are gone from the node that has their history", erased);
        }
        Optional<String> unknown = pages.whatIsNotKnown();
        return unknown.isEmpty()
                ? Verdict.pass(guarantee(), pages.told())
                : Verdict.unknown(guarantee(), unknown.get());
    }

    private static String reason(History history, List<Ledger> lost, List<String> lacking) {
        var parts = new ArrayList<String>();
        lost.forEach(page -> parts.add(reason(history, page)));
        if (!lacking.isEmpty()) {
            parts.add("a standby lacks what it says it has replayed");
        }
        return String.join("; ", parts);
    }

    private static String reason(History history, Ledger page) {
        return "%s%s, acknowledged by %s within %s"
                .formatted(
                        page,
                        page.lostWalBytes(history)
                                .map(bytes -> ", up to %s bytes of WAL past the fork".formatted(bytes))
                                .orElse(""),
                        page.lostByNode(),
                        Told.seconds(page.lostTime().toNanos()));
    }

    private static List<String> evidence(List<Ledger> lost, List<String> lacking) {
        var lines = new ArrayList<String>();
        lost.forEach(page -> page.lost().forEach(operation -> lines.add(Told.of(page.workload(), operation))));
        lines.addAll(lacking);
        return lines;
    }
}
