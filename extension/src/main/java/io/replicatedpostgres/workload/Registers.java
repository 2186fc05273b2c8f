package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.model.RowRanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Each client has a register of its own and gives it ever greater values. A value that was under way when its connection
 * broke may arrive late, so a register never goes back by itself.
 */
final class Registers implements Job {

    private final String name;
    private final String kind;
    private final Reading reading;
    private final AtomicLong values = new AtomicLong();

    /** Whether the values are read on standbys, and by whom. */
    enum Reading {
        /** Nobody reads. */
        NONE,
        /** The first client writes, the others read what it wrote. */
        BY_OTHERS,
        /** Each reads what it has written itself. */
        BY_THE_WRITER
    }

    Registers(String name, String kind, Reading reading) {
        this.name = name;
        this.kind = kind;
        this.reading = reading;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public void prepare(Cluster cluster, Clients clients) {
        if (reading != Reading.NONE) {
            Standbys.require(cluster, kind);
        }
        cluster.primary()
                .execute("CREATE TABLE %s (id bigint PRIMARY KEY, value bigint NOT NULL); ".formatted(name)
                        + "INSERT INTO %s SELECT id, 0 FROM generate_series(0, %d) AS id"
                                .formatted(name, clients.count() - 1));
        if (reading != Reading.NONE) {
            cluster.awaitInSync();
        }
    }

    @Override
    public void next(Client client) throws InterruptedException {
        if (reading == Reading.BY_OTHERS && client.number() > 0) {
            read(client, 0);
            return;
        }
        boolean acknowledged = client.write(
                Kind.WRITE,
                client.number(),
                values.incrementAndGet(),
                (session, attempt) -> write(client, session, attempt));
        if (reading == Reading.BY_THE_WRITER && acknowledged) {
            read(client, client.number());
        }
    }

    private void write(Client client, Session session, Attempt attempt) throws SQLException {
        Connection open = session.connection();
        String update = "UPDATE %s SET value = greatest(value, ?) WHERE id = ? RETURNING %s".formatted(name, SERVED);
        Job.served(client, attempt, session.row(open, update, attempt.value(), client.number()));
        Job.commit(open, attempt);
    }

    private void read(Client client, long register) throws InterruptedException {
        DataSource standby = Standbys.of(client);
        client.read(standby, register, (session, attempt) -> {
            String select = "SELECT value, current_setting('cluster_name') FROM %s WHERE id = ?".formatted(name);
            ResultSet row = session.row(session.connection(true), select, register);
            attempt.saw(row.getLong(1));
            attempt.servedBy(row.getString(2), client.cluster().nodes());
            attempt.acknowledged(null);
        });
    }

    @Override
    public FinalContents contents(Node node, boolean survivor) {
        return new FinalContents(
                name, node.ref(), survivor, RowRanges.EMPTY, RowRanges.EMPTY, Found.registers(node, name), null);
    }
}
