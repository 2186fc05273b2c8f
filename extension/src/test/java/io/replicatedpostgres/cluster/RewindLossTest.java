package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rewind throws away is named before it runs: all that was committed past the fork, and what goes silently. */
class RewindLossTest {

    private final Cluster cluster = Cluster.start(ClusterSpec.builder()
            .archive(ArchiveMode.PER_NODE)
            .settings("max_prepared_transactions = 10")
            .build());
    private final Node a = cluster.node("node-1");
    private final Node b = cluster.node("node-2");

    @AfterEach
    void close() {
        cluster.close();
    }

    private void fork() {
        cluster.awaitInSync();
        b.promote();
        b.checkpoint();
    }

    @Test
    void rowsOfATransactionThatWasPreparedBeforeTheFork() {
        a.execute("CREATE TABLE t (id int)");
        a.execute("BEGIN; INSERT INTO t SELECT generate_series(1, 100); SAVEPOINT s; INSERT INTO t VALUES (101); "
                + "PREPARE TRANSACTION 'the payment'");
        a.execute("BEGIN; INSERT INTO t VALUES (102); PREPARE TRANSACTION 'taken back'");
        fork();
        a.execute("COMMIT PREPARED 'the payment'");
        a.execute("ROLLBACK PREPARED 'taken back'");
        a.execute("BEGIN; INSERT INTO t VALUES (103); PREPARE TRANSACTION 'still open'");
        a.kill();

        RewindLoss loss = a.lossOfRewindTo(b);

        assertThat(loss.changedRows()).isEqualTo(Map.of("postgres.public.t", 101L));
        assertThat(loss.transactions()).isEqualTo(1);
        assertThat(loss.preparedTransactions()).containsExactly("still open");
        assertThat(loss.unknown()).isEmpty();
        assertThat(loss)
                .asString()
                .contains("rows {postgres.public.t=101}")
                .contains("prepared transactions [still open]");
    }

    @Test
    void rowsOfATransactionThatRanOnOverTheFork() throws SQLException {
        a.execute("CREATE TABLE t (id int)");
        try (Connection open = a.dataSource().getConnection();
                Connection undone = a.dataSource().getConnection();
                Statement statement = open.createStatement();
                Statement other = undone.createStatement()) {
            open.setAutoCommit(false);
            undone.setAutoCommit(false);
            statement.execute("INSERT INTO t SELECT generate_series(1, 50)");
            statement.execute("SAVEPOINT s");
            statement.execute("INSERT INTO t SELECT generate_series(51, 60)");
            other.execute("INSERT INTO t SELECT generate_series(61, 99)");
            a.checkpoint();
            fork();
            statement.execute("INSERT INTO t VALUES (60)");
            open.commit();
            undone.rollback();
        }
        a.stop();

        RewindPreflight preflight = a.preflightRewindTo(b);

        assertThat(preflight.verdict()).isEqualTo(Verdict.REWINDS);
        assertThat(preflight.loss().orElseThrow().changedRows()).isEqualTo(Map.of("postgres.public.t", 61L));
        assertThat(preflight).asString().startsWith("it would rewind").contains("rows {postgres.public.t=61}");
    }

    @Test
    void allElseThatGoes() {
        a.execute("CREATE SEQUENCE s; CREATE TABLE t (id int)");
        fork();
        a.createSlot("of_a_user");
        a.execute("CREATE ROLE a_reader; SELECT lo_from_bytea(4711, 'large'); SELECT nextval('s')");
        a.createDatabase("lost");
        a.executeIn("lost", "CREATE TABLE u (id int); INSERT INTO u VALUES (1), (2)");
        String number = a.query("SELECT oid::text FROM pg_database WHERE datname = 'lost'")
                .get(0);
        put("log/server.log");
        put("server.crt");
        a.stop();

        RewindLoss loss = a.lossOfRewindTo(b);

        assertThat(loss.slots()).contains("of_a_user", "node_2");
        assertThat(loss.files()).containsExactly("log/server.log", "server.crt");
        assertThat(loss.databases()).containsExactly(String.valueOf(number));
        assertThat(loss.sequences()).containsExactly("postgres.public.s");
        assertThat(loss.changedCatalogs())
                .containsEntry("pg_authid", 1L)
                .containsEntry("pg_database", 1L)
                .containsEntry("postgres.pg_largeobject", 1L);
        assertThat(loss.changedRows()).hasSize(1).containsValue(2L);

        a.rewindTo(b);
        assertThat(a.hasFile("server.crt")).isFalse();
        assertThat(a.hasFile("pg_replslot/of_a_user")).isFalse();
    }

    private void put(String file) {
        String path = a.dataDirectory() + "/" + file;
        a.member().host().makeDirectory(path.substring(0, path.lastIndexOf('/')));
        a.member().host().write(path, "x".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatCannotBeCountedIsNotNothing() {
        a.execute("CREATE TABLE t (id int)");
        fork();
        a.execute("INSERT INTO t VALUES (1)");
        a.stop();
        String data = a.dataDirectory() + "/pg_wal/";
        a.member().host().list(data).stream()
                .filter(name -> name.matches("[0-9A-F]{24}"))
                .forEach(name -> {
                    a.member().host().delete(data + name);
                    a.member().host().delete(a.member().host().home() + "/archive/" + name);
                });

        assertThatThrownBy(() -> a.lossOfRewindTo(b)).hasMessageContaining("node-1");
    }
}
