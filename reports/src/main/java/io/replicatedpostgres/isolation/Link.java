package io.replicatedpostgres.isolation;

import org.jspecify.annotations.Nullable;

/**
 * Why one transaction of a finding comes before another one of it, or contradicts it.
 *
 * @param from the earlier one: its place in the finding, from 0
 * @param to the later one
 * @param edge what kind of order it is; null if it is none
 * @param words the same in a sentence, in which they are called T1, T2, …
 */
public record Link(int from, int to, @Nullable Edge edge, String words) {}
