package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts beginnings and ends together by their ids. An end whose beginning is missing is passed over; one that comes after a
 * failure counts: it was tried again.
 */
final class DeedBuilder {

    private final List<Deed> deeds = new ArrayList<>();
    private final Map<Long, Integer> open = new LinkedHashMap<>();

    void began(long id, Deed deed) {
        open.put(id, deeds.size());
        deeds.add(deed);
    }

    void ended(long id, long atNanos, Outcome outcome, @Nullable String message) {
        Integer index = outcome == Outcome.FAILED ? open.get(id) : open.remove(id);
        if (index != null) {
            deeds.set(index, deeds.get(index).ended(atNanos, outcome, message));
        }
    }

    List<Deed> build() {
        return List.copyOf(deeds);
    }
}
