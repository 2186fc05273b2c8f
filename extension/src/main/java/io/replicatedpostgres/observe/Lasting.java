package io.replicatedpostgres.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Tells for how long something has been the same. */
final class Lasting {

    private record Since(Object value, long nanos) {}

    private final Map<Object, Since> since = new HashMap<>();

    /** For how long the value of this key has been what it is now. */
    Duration sameFor(Object key, Object value, long nowNanos) {
        Since before = since.get(key);
        if (before == null || !Objects.equals(before.value(), value)) {
            since.put(key, new Since(value, nowNanos));
            return Duration.ZERO;
        }
        return Duration.ofNanos(nowNanos - before.nanos());
    }

    /** It is not there any more. */
    void forget(Object key) {
        since.remove(key);
    }
}
