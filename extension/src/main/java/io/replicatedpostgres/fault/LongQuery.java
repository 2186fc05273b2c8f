package io.replicatedpostgres.fault;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import java.util.List;

/** A query that sleeps and holds a snapshot. The server goes on with it after its client has gone. */
final class LongQuery implements Healing {

    private final Patient patient;
    private final Sql client;
    private final long pid;

    private LongQuery(Patient patient, Sql client, long pid) {
        this.patient = patient;
        this.client = client;
        this.pid = pid;
    }

    static LongQuery begin(Patient patient) {
        Sql client = patient.session();
        long pid;
        try {
            pid = client.one("SELECT pg_backend_pid()", row -> row.getLong(1));
        } catch (RuntimeException e) {
            Closing.after(e, List.of(client::close));
            throw e;
        }
        var query = new LongQuery(patient, client, pid);
        var thread = new Thread(query::sleep, "replicated-postgres-long-query");
        thread.setDaemon(true);
        thread.start();
        query.unlessThrows(query::awaitSnapshot);
        return query;
    }

    private void sleep() {
        try (Sql open = client) {
            open.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_sleep(86400) FROM pg_class");
        } catch (SqlException e) {
            // it was ended, by us or by replay; or the client gave up waiting, and the server goes on
        }
    }

    private void awaitSnapshot() {
        try (Sql sql = patient.session()) {
            Await.orFail("the query on %s did not begin".formatted(patient.ref()), patient.deadline())
                    .until(
                            "it active, with a snapshot",
                            () -> !sql.query(
                                            "SELECT 1 FROM pg_stat_activity WHERE pid = ? AND wait_event = 'PgSleep'",
                                            row -> true,
                                            pid)
                                    .isEmpty(),
                            begun -> begun);
        }
    }

    @Override
    public void close() {
        if (patient.server().isRunning()) {
            try (Sql sql = patient.session()) {
                sql.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND query LIKE '%pg_sleep(86400)%'",
                        row -> true, pid);
            }
        }
    }
}
