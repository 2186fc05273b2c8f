package io.replicatedpostgres.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients work no more.
 *
 * @param name the name of the workload
 * @param results how many operations ended how
 */
public record WorkloadEnded(String name, Map<Operation.Result, Long> results) implements Event {

    /** Copies the results. */
    public WorkloadEnded {
        results = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }
}
