package io.replicatedpostgres.journal;

import org.jspecify.annotations.Nullable;

/**
 * Clients began to work.
 *
 * @param name the name of the workload, unique in its journal
 * @param kind what they do: {@code inserts}, {@code registers}, …
 * @param clients how many there are
 * @param balance the sum of all accounts, which never changes; null if there are none
 */
public record WorkloadBegan(
        String name, String kind, int clients, @Nullable Long balance) implements Event {}
