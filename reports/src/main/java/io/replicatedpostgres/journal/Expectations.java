package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Expectation;
import java.util.List;

/**
 * What the cluster was asked to keep, and what the test brings about on purpose.
 *
 * @param survivesFailover whether the spec promises that a failover loses nothing: there are synchronous standbys, and
 *     commits wait for them
 * @param expected what is no failure
 */
public record Expectations(boolean survivesFailover, List<Expectation> expected) implements Event {

    /** Copies the list. */
    public Expectations {
        expected = List.copyOf(expected);
    }
}
