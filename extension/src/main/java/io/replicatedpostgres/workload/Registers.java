package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.RowRanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Each client has a register of its own and gives it ever greater values. A value that was under way when its connection
 * broke may arrive late, so a register never goes back by itself. Each write leaves a row beside the register, in the same
 * transaction: a later write must not hide that an earlier one is lost.
 */
final class Registers implements Job {

    private final String name;
    private final String kind;
    private final Reading reading;
    private final AtomicLong values = new AtomicLong();

    /** Whether the values are read on standbys, and by whom. */
    enum Reading {
        /** No client reads. */
        NONE,
        /** The first client writes, the others read what it wrote. */
        BY_OTHERS,
        /** Each reads on a standby what it has written itself. */
        BY_THE_WRITER,
        /** Each reads on the primary what the next client writes. */
        ON_THE_PRIMARY
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
        boolean standbys = reading == Reading.BY_OTHERS || reading == Reading.BY_THE_WRITER;
        if (standbys) {
            Standbys.require(cluster, kind);
        }
        cluster.primary()
                .execute("CREATE TABLE %s (id bigint PRIMARY KEY, value bigint NOT NULL); ".formatted(name)
                        + "CREATE TABLE %s (id bigint NOT NULL); ".formatted(writes())
                        + "INSERT INTO %s SELECT id, 0 FROM generate_series(0, %s) AS id"
                                .formatted(name, clients.count() - 1));
        if (standbys) {
            cluster.awaitInSync();
        }
    }

    @Override
    public void next(Client client) throws InterruptedException {
        if (reading == Reading.BY_OTHERS && client.number() > 0) {
            read(client, Standbys.of(client), 0);
            return;
        }
        boolean acknowledged = client.write(
                Kind.WRITE,
                client.number(),
                values.incrementAndGet(),
                (session, attempt) -> write(client, session, attempt));
        if (reading == Reading.BY_THE_WRITER && acknowledged) {
            read(client, Standbys.of(client), client.number());
        } else if (reading == Reading.ON_THE_PRIMARY) {
            read(client, client.cluster().dataSource(), (client.number() + 1) % client.count());
        }
    }

    private void write(Client client, Session session, Attempt attempt) throws SQLException {
        Connection open = session.connection();
        String write =
                "WITH written AS (UPDATE %s SET value = greatest(value, ?) WHERE id = ? RETURNING id) INSERT INTO %s SELECT ? FROM written RETURNING %s"
                        .formatted(name, writes(), SERVED);
        Job.served(client, attempt, session.row(open, write, attempt.value(), client.number(), attempt.id()));
        Job.commit(open, attempt);
    }

    private void read(Client client, DataSource from, long register) throws InterruptedException {
        client.read(from, register, (session, attempt) -> {
            String select = "SELECT value, current_setting('replicatedpostgres.node', true) FROM %s WHERE id = ?"
                    .formatted(name);
            ResultSet row = session.row(session.connection(true), select, register);
            attempt.saw(row.getLong(1));
            attempt.servedBy(row.getString(2), client.nodes());
            attempt.acknowledged(null);
        });
    }

    /** The table with a row for each write. */
    private String writes() {
        return name + "_writes";
    }

    @Override
    public FinalContents contents(Node node, boolean survivor, Standing standing) {
        boolean there = Found.hasTable(node, writes());
        var found = new Found(node);
        var values = found.numbers(name, "value");
        var duplicated = there ? found.duplicated(name, writes()) : found.duplicated(name);
        var written = there ? found.rows(writes()) : null;
        found.read();
        return new FinalContents(
                name,
                node.ref(),
                survivor,
                RowRanges.EMPTY,
                duplicated.value(),
                values.value(),
                null,
                written == null ? RowRanges.EMPTY : written.value(),
                Map.of(),
                standing,
                null);
    }
}
