package io.replicatedpostgres.scenarios.isolation;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.IsolationCheck;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;

/** Looks at what transactions have seen so far, while they go on. */
final class Search {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Search() {}

    /** Waits until a level of isolation is broken in what was recorded; fails if it holds for a minute. */
    static void untilBroken(Cluster cluster, IsolationCheck level) {
        Await.orFail(level.guarantee() + " was not broken", DEADLINE)
                .until("an anomaly", () -> verdict(cluster, level), seen -> seen.outcome() == Verdict.Outcome.FAIL);
    }

    private static Verdict verdict(Cluster cluster, IsolationCheck level) {
        return cluster.journal()
                .path()
                .map(History::of)
                .map(level::of)
                .orElseThrow(() -> new ReplicatedPostgresException("nothing is recorded of " + cluster));
    }
}
