package io.replicatedpostgres.check;

import io.replicatedpostgres.model.Given;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One guarantee, and how to see in a history whether it held. Pure: the same history gives the same verdict. */
public interface Check {

    /** The guarantee in words, such as {@code no acknowledged write lost}. */
    String guarantee();

    /** What the history says of it. What it does not tell is {@link Verdict.Outcome#UNKNOWN}. */
    Verdict of(History history);

    /** The verdicts of several checks, in their order. One that throws does not know. */
    static List<Verdict> all(List<? extends Check> checks, History history) {
        // a journal with a verdict on nothing cannot be read again
        checks.forEach(check -> Given.text("guarantee", check.guarantee(), "\"no order is shipped twice\""));
        return checks.stream().map(check -> safely(check, history)).toList();
    }

    private static Verdict safely(Check check, History history) {
        try {
            @Nullable Verdict verdict = check.of(history);
            return verdict == null
                    ? Verdict.unknown(check.guarantee(), "the check gave no verdict, and not to know is not to hold")
                    : verdict;
        } catch (RuntimeException e) {
            return Verdict.unknown(check.guarantee(), "the check itself failed: " + e);
        }
    }
}
