package io.replicatedpostgres.observe;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.SqlException;
import java.time.Duration;
import java.util.List;

/** What the observer of a running cluster finds, waited for. */
final class Findings {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Findings() {}

    static FalseHealth await(Cluster cluster, Illusion wanted) {
        return Await.orFail(wanted.words() + " was not seen", PATIENCE)
                .until("it", cluster::falseHealth, all -> all.stream().anyMatch(seen -> seen.illusion() == wanted))
                .stream()
                .filter(seen -> seen.illusion() == wanted)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the clock of a server has gone on by so much. */
    static void passes(Node node, Duration time) {
        String since = node.queryPastLinks("SELECT clock_timestamp()::text").get(0);
        Await.orFail("time stood still", PATIENCE)
                .until(
                        time.toMillis() + " ms later",
                        () -> node.queryPastLinks(
                                "SELECT (clock_timestamp() - ?::timestamptz > ?::interval)::text",
                                since,
                                time.toMillis() + " ms"),
                        List.of("true")::equals);
    }

    /** Kills a process of a server from within, as the kernel does when memory is short: no verb of the test. */
    static void killProcess(Node node, String backendType) {
        String pid = node.queryPastLinks("SELECT pid::text FROM pg_stat_activity WHERE backend_type = ?", backendType)
                .get(0);
        try {
            node.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'kill -9 %s'".formatted(pid));
        } catch (SqlException e) {
            // the session ends with the server
        }
    }
}
