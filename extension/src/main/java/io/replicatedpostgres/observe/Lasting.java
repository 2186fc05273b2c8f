package io.replicatedpostgres.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tells for how long looks have shown the same. What was between two looks that lie too far apart is not known: the time
 * begins anew.
 */
final class Lasting {

    private record Since(Object value, long nanos, long seenNanos) {}

    private final Map<Object, Since> since = new HashMap<>();

    /** For how long the value of this key has been what this look shows: from the end of the first look to the beginning of this. */
    Duration sameFor(Object key, Object value, Look look) {
        Since before = since.get(key);
        long from = look.endedNanos();
        if (before != null
                && Objects.equals(before.value(), value)
                && look.beganNanos() - before.seenNanos() <= Look.GAP.toNanos()) {
            from = before.nanos();
        }
        since.put(key, new Since(value, from, look.endedNanos()));
        return Duration.ofNanos(Math.max(0, look.beganNanos() - from));
    }

    /** It is not so any more. */
    void forget(Object key) {
        since.remove(key);
    }
}
