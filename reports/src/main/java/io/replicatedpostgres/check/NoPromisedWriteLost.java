package io.replicatedpostgres.check;

import io.replicatedpostgres.check.LossRule.Cause;
import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * No write is lost that had to survive. Every loss is measured and said; {@link LossRule} decides which of them break a promise.
 */
final class NoPromisedWriteLost implements Check {

    @Override
    public String guarantee() {
        return NoAcknowledgedWriteLost.GUARANTEE;
    }

    @Override
    public Verdict of(History history) {
        LossPages pages = LossPages.of(history);
        Map<Cause, List<String>> lost = lost(history, pages);
        var broken = new ArrayList<String>(pages.lackingStandbys());
        broken.addAll(pages.erasedWithin());
        lost.forEach((cause, lines) -> {
            if (cause.isBroken()) {
                broken.addAll(lines);
            }
        });
        var allowed = new ArrayList<String>();
        lost.forEach((cause, lines) -> {
            if (!cause.isBroken()) {
                allowed.addAll(lines);
            }
        });
        if (!broken.isEmpty()) {
            return Verdict.fail(guarantee(), "%s. %s".formatted(counts(lost, broken.size()), pages.told()), broken);
        }
        if (!allowed.isEmpty()) {
            return Verdict.allowed(
                    guarantee(), "%s; @Expect(LOST_WRITES) if that is meant".formatted(counts(lost, 0)), allowed);
        }
        Optional<String> unknown = pages.whatIsNotKnown();
        return unknown.isEmpty()
                ? Verdict.pass(guarantee(), pages.told())
                : Verdict.unknown(guarantee(), unknown.get());
    }

    private static Map<Cause, List<String>> lost(History history, LossPages pages) {
        Map<Cause, List<String>> lost = new EnumMap<>(Cause.class);
        for (Work work : history.works()) {
            for (Ledger page : pages.ofSurvivors()) {
                if (page.workload().equals(work.name()) && !page.lost().isEmpty()) {
                    LossRule rule = LossRule.of(history, work, page);
                    for (Operation operation : page.lost()) {
                        lost.computeIfAbsent(rule.causeOf(operation), first -> new ArrayList<>())
                                .add(Told.of(work.name(), operation));
                    }
                }
            }
        }
        return lost;
    }

    private static String counts(Map<Cause, List<String>> lost, int broken) {
        var parts = new ArrayList<String>();
        lost.forEach((cause, lines) -> parts.add("%s acknowledged %s lost, %s"
                .formatted(lines.size(), lines.size() == 1 ? "write" : "writes", cause.words())));
        return parts.isEmpty() ? "%s findings".formatted(broken) : String.join("; ", parts);
    }
}
