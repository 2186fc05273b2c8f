package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.postgres.Sql;
import java.util.List;

/** Waits until a primary has the synchronous standbys it was told to have. */
final class Synchronous {

    private Synchronous() {}

    static void await(Member primary) {
        try (Sql sql = primary.session()) {
            Await.orFail("no standby of %s became synchronous".formatted(primary.ref()), primary.deadline())
                    .lookAt(primary::whereToLook)
                    .until(
                            "sync_state=sync or quorum",
                            () -> states(sql),
                            states -> states.contains("sync") || states.contains("quorum"));
        }
    }

    private static List<String> states(Sql sql) {
        return sql.query("SELECT sync_state FROM pg_stat_replication", row -> row.getString(1));
    }
}
