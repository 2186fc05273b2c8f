package io.replicatedpostgres.report;

import java.util.Optional;

/** Why a test did not fail, though acknowledged writes were lost in it. */
final class LossNote {

    private static final String LOSS = "write lost";
    private static final String ANNOUNCED = "the test says LOST_WRITES: ";
    private static final String ADVICE = "; @Expect(LOST_WRITES)";

    private LossNote() {}

    /** A sentence; empty if nothing was lost, or if the loss is what the test failed of. */
    static String of(Attempt attempt) {
        if (attempt.evidence().measures().lostRows() == 0
                || !attempt.ending().verdict().isPassed()) {
            return "";
        }
        Optional<Judged> judged = attempt.evidence().judged().stream()
                .filter(one -> one.said().guarantee().contains(LOSS))
                .findFirst();
        return judged.map(LossNote::words).orElse("The test passed all the same: no check of it judges losses.");
    }

    private static String words(Judged judged) {
        String reason = Shown.line(judged.said().reason());
        return "The test passed all the same: "
                + switch (judged.verdict()) {
                    case NOT_APPLICABLE -> meant(reason);
                    case ALLOWED -> "no promise forbids this loss. " + reason;
                    case UNKNOWN -> "it is not known whether a promise is broken. " + reason;
                    case FAIL -> "it does not fail when this guarantee is broken. " + reason;
                    case PASS -> "the guarantee held. " + reason;
                };
    }

    /** The test announced it, or the cluster promises nothing of the kind. */
    private static String meant(String reason) {
        int advice = reason.indexOf(ADVICE);
        String known = advice < 0 ? reason : reason.substring(0, advice);
        return known.startsWith(ANNOUNCED)
                ? "it announces this loss (LOST_WRITES). " + known.substring(ANNOUNCED.length())
                : "no promise forbids this loss. " + known;
    }
}
