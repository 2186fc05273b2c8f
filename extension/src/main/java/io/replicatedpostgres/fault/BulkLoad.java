package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Healing;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writes a megabyte of rows at a time, from a thread of its own, until it is ended or the server is. */
final class BulkLoad implements Healing, Runnable {

    private static final String TABLE = "replicated_postgres_load";

    /** Then the table is emptied: the WAL is what counts. */
    private static final int BATCHES_MAX = 32;

    private final Scene scene;
    private final Sql session;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread thread = new Thread(this, "replicated-postgres-load");

    private BulkLoad(Scene scene, Sql session) {
        this.scene = scene;
        this.session = session;
        thread.setDaemon(true);
    }

    static BulkLoad begin(Patient patient, Scene scene) {
        Sql session = patient.session();
        try {
            session.execute("CREATE TABLE IF NOT EXISTS %s (filler text)".formatted(TABLE));
        } catch (RuntimeException e) {
            Closing.after(e, List.of(session::close));
            throw e;
        }
        var load = new BulkLoad(scene, session);
        load.thread.start();
        return load;
    }

    @Override
    public void run() {
        try (Sql sql = session) {
            for (int batch = 1; !ended.get(); batch++) {
                sql.execute("INSERT INTO %s SELECT repeat('x', 1000) FROM generate_series(1, 1000)".formatted(TABLE));
                if (batch % BATCHES_MAX == 0) {
                    sql.execute("TRUNCATE " + TABLE);
                }
            }
        } catch (SqlException e) {
            // the server is gone, and the load with it
        }
    }

    private void end() {
        ended.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        Replication.onEveryPrimary(FaultKind.BULK_LOAD, scene, "DROP TABLE IF EXISTS " + TABLE);
    }

    @Override
    public void abandon() {
        end();
    }
}
