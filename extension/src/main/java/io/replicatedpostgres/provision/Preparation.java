package io.replicatedpostgres.provision;

import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * How long the harness may take to make the files of servers. The {@code timeout} of a test bounds what the test waits for; that a busy
 * machine is slow to copy is no failure of what is tested.
 */
public final class Preparation {

    private static final Duration AT_LEAST = Duration.ofMinutes(5);

    private Preparation() {}

    /** For each step. */
    public static Duration deadline(ClusterSpec spec) {
        return Collections.max(List.of(spec.deadline(), AT_LEAST));
    }
}
