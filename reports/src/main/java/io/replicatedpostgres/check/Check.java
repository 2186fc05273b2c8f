package io.replicatedpostgres.check;

import java.util.List;

/** One guarantee, and how to see in a history whether it held. Pure: the same history gives the same verdict. */
public interface Check {

    /** The guarantee in words, such as {@code no acknowledged write lost}. */
    String guarantee();

    /** What the history says of it. What it does not tell is {@link Verdict.Outcome#UNKNOWN}. */
    Verdict of(History history);

    /** The verdicts of several checks, in their order. One that throws does not know. */
    static List<Verdict> all(List<? extends Check> checks, History history) {
        return checks.stream().map(check -> safely(check, history)).toList();
    }

    private static Verdict safely(Check check, History history) {
        try {
            return check.of(history);
        } catch (RuntimeException e) {
            return Verdict.unknown(check.guarantee(), "the check itself failed: " + e);
        }
    }
}
