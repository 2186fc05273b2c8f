package io.replicatedpostgres.junit;

import io.replicatedpostgres.journal.ScenarioResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The failures of one cluster, in order; of a shared cluster also the test of each. */
final class Failures {

    /** By the object: a failure that the class ends with may be that of one of its tests. */
    private final Map<Throwable, String> all = new LinkedHashMap<>();

    private @Nullable String last;

    /**
     * Adds one.
     *
     * @param test which of several tests; empty if there is only one
     * @return whether it is new
     */
    synchronized boolean add(String test, Throwable reason) {
        boolean isNew = all.keySet().stream().noneMatch(known -> known == reason);
        if (isNew) {
            all.put(reason, test);
            last = (test.isEmpty() ? "" : test + ": ") + reason.getMessage();
        }
        return isNew;
    }

    synchronized boolean areThere() {
        return !all.isEmpty();
    }

    /** The message of the last one that was added. */
    synchronized String last() {
        return String.valueOf(last);
    }

    /** An abort is one only if nothing failed. */
    synchronized ScenarioResult result() {
        if (all.isEmpty()) {
            return ScenarioResult.PASSED;
        }
        return all.keySet().stream().allMatch(reason -> HeldCluster.result(reason) == ScenarioResult.ABORTED)
                ? ScenarioResult.ABORTED
                : ScenarioResult.FAILED;
    }

    /** All of them, a line each; null if there is none. */
    synchronized @Nullable String words() {
        return all.isEmpty()
                ? null
                : all.entrySet().stream()
                        .map(each -> (each.getValue().isEmpty() ? "" : each.getValue() + ": ") + each.getKey())
                        .collect(Collectors.joining("\n"));
    }
}
