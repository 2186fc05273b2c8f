package io.replicatedpostgres.journal;

import org.jspecify.annotations.Nullable;

/**
 * What a scenario says about itself, for people.
 *
 * @param situation what the reader finds himself in
 * @param expectation what one naturally, and perhaps wrongly, expects
 * @param reality what really happens
 * @param source where this is documented, reported or measured
 * @param severity how bad it is when it happens in production
 */
public record Words(
        @Nullable String situation,
        @Nullable String expectation,
        @Nullable String reality,
        @Nullable String source,
        @Nullable String severity) {

    /** Of a test that says nothing about itself. */
    public static Words none() {
        return new Words(null, null, null, null, null);
    }
}
