package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.postgres.Sql;
import java.util.concurrent.TimeUnit;

/** Waits until an upstream sees a standby streaming. */
final class Streaming {

    private static final long NUDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private Streaming() {}

    /** A standby that came too early waits for 5 s ({@code wal_retrieve_retry_interval}); a reload ends that wait. */
    static void await(Member upstream, Member standby) {
        try (Sql sql = upstream.session()) {
            long[] nudged = {System.nanoTime()};
            Await.orFail("%s did not stream from %s".formatted(standby.ref(), upstream.ref()), standby.deadline())
                    .lookAt(standby::whereToLook)
                    .until("state=streaming", () -> state(sql, standby), seen -> {
                        if (System.nanoTime() - nudged[0] > NUDGE_NANOS) {
                            standby.server().reload();
                            nudged[0] = System.nanoTime();
                        }
                        return seen.equals("streaming");
                    });
        }
    }

    private static String state(Sql sql, Member standby) {
        return sql
                .query(
                        "SELECT state FROM pg_stat_replication WHERE application_name = ?",
                        row -> row.getString(1),
                        standby.ref().name())
                .stream()
                .findFirst()
                .orElse("no walsender");
    }
}
