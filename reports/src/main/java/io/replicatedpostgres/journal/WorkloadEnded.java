package io.replicatedpostgres.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients work no more.
 *
 * @param name the name of the workload
 * @param results how many operations ended how
 * @param workedUntilNanos when the last client stopped, on the clock of the journal: because it was told to, or because it had
 *     done all that it was to do; null before version 4 of the format
 */
public record WorkloadEnded(
        String name,
        Map<Operation.Result, Long> results,
        @Nullable Long workedUntilNanos) implements Event {

    /** Copies the results. */
    public WorkloadEnded {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /** Of which it is not known when the clients stopped. */
    public WorkloadEnded(String name, Map<Operation.Result, Long> results) {
        this(name, results, null);
    }
}
