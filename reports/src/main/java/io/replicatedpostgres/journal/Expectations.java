package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Expectation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster was asked to keep, and what the test brings about on purpose.
 *
 * @param survivesFailover whether the spec promises that a failover loses nothing: there are synchronous standbys, and
 *     commits wait for them
 * @param expected what the test brings about on purpose: it is no failure, and it is one if it does not come
 * @param allowed what may come and is no failure; null before version 4 of the format
 */
public record Expectations(
        boolean survivesFailover,
        List<Expectation> expected,
        @Nullable List<Expectation> allowed) implements Event {

    /** Copies the lists. */
    public Expectations {
        expected = List.copyOf(expected);
        allowed = allowed == null ? null : List.copyOf(allowed);
    }

    /** Nothing else may come. */
    public Expectations(boolean survivesFailover, List<Expectation> expected) {
        this(survivesFailover, expected, null);
    }

    /** Whether this is no failure: it is expected, or allowed. */
    public boolean excuses(Expectation expectation) {
        return expected.contains(expectation) || (allowed != null && allowed.contains(expectation));
    }
}
