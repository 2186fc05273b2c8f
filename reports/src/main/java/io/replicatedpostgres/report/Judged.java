package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.GuaranteeChecked;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The verdict on a guarantee after all judgements on it.
 *
 * @param verdict of all of them
 * @param said the latest judgement that says so
 */
record Judged(GuaranteeVerdict verdict, GuaranteeChecked said) {

    /** One for each guarantee, the worst first. */
    static List<Judged> of(List<GuaranteeChecked> judgements) {
        Map<String, Judged> byGuarantee = new LinkedHashMap<>();
        judgements.forEach(said -> byGuarantee.merge(said.guarantee(), of(said), Judged::then));
        return byGuarantee.values().stream()
                .sorted(Comparator.comparing(Judged::verdict))
                .toList();
    }

    static Judged of(GuaranteeChecked said) {
        return new Judged(GuaranteeVerdict.of(said.verdict()), said);
    }

    static GuaranteeVerdict worst(List<Judged> judged) {
        return judged.stream()
                .map(Judged::verdict)
                .min(Comparator.naturalOrder())
                .orElse(GuaranteeVerdict.PASS);
    }

    private Judged then(Judged later) {
        GuaranteeVerdict both = verdict.then(later.verdict);
        return both == later.verdict ? later : this;
    }

    public boolean isDoubt() {
        return verdict.isDoubt();
    }

    /** The guarantee, the verdict and the reason, in a line. */
    public String text() {
        return Shown.line("%s: %s: %s".formatted(said.guarantee(), verdict.word(), said.reason()));
    }
}
