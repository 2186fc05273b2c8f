package io.replicatedpostgres.check;

import io.replicatedpostgres.model.Expectation;

/** A guarantee that a test may say it breaks on purpose: it is judged all the same, and a break is no failure then. */
record Unless(Expectation expected, Check check) implements Check {

    @Override
    public String guarantee() {
        return check.guarantee();
    }

    @Override
    public Verdict of(History history) {
        Verdict verdict = check.of(history);
        boolean isExpected =
                history.expectations().filter(said -> said.excuses(expected)).isPresent();
        boolean isBroken = verdict.outcome() == Verdict.Outcome.FAIL || verdict.outcome() == Verdict.Outcome.ALLOWED;
        if (isExpected && isBroken) {
            return Verdict.notApplicable(
                    guarantee(), "the test says %s: %s".formatted(expected, verdict.reason()), verdict.evidence());
        }
        boolean isOfASplit = expected == Expectation.LOST_WRITES
                && verdict.outcome() == Verdict.Outcome.UNKNOWN
                && history.expectations()
                        .filter(said -> said.excuses(Expectation.SPLIT_BRAIN))
                        .isPresent();
        return isOfASplit
                ? Verdict.notApplicable(
                        guarantee(),
                        "the test says %s, which leaves open which node counts: %s"
                                .formatted(Expectation.SPLIT_BRAIN, verdict.reason()),
                        verdict.evidence())
                : verdict;
    }
}
