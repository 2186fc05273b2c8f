package io.replicatedpostgres.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.provision.Background;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/findings/serializable-and-a-third-reader.md, step by step. It needs {@code gdb}, local processes and the right to trace them:
 * {@code mvn -pl reports,extension test -DexcludedGroups= -Dtest=SerializableThirdReaderSoak
 * -Dsurefire.failIfNoSpecifiedTests=false -Dreplicatedpostgres.runtime=local}.
 *
 * <p>It fails on the first PostgreSQL that has the fault no more.
 */
@Tag("soak")
@ReplicatedPostgres(standbys = 0)
class SerializableThirdReaderSoak {

    private static final String FIRST = "SELECT value FROM register WHERE key = 10";
    private static final String SECOND = "SELECT value FROM register WHERE key = 3000";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @BeforeEach
    void rowsOnPagesOfTheirOwn(@OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE register (key int PRIMARY KEY, value text); INSERT INTO register SELECT n, 'old'"
                + " FROM generate_series(1, 5000) AS n; ANALYZE register");
    }

    @Test
    void aThirdReaderIsRefusedOnceTheFirstCommitIsWhole(@OnNode("node-1") Node primary) throws SQLException {
        try (Connection pivot = begin(primary);
                Connection writer = begin(primary);
                Connection reader = begin(primary)) {
            skew(pivot, writer);
            writer.commit();
            assertThat(said(reader, FIRST)).isEqualTo("new");
            pivot.commit();
            assertThatThrownBy(() -> said(reader, SECOND))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        }
    }

    @Test
    void aThirdReaderSeesAStateOfNoOrderWhileACommitIsUnderWay(@OnNode("node-1") Node primary) throws Exception {
        try (Connection pivot = begin(primary);
                Connection writer = begin(primary);
                Connection reader = begin(primary)) {
            skew(pivot, writer);
            CompletableFuture<Void> committed;
            try (Debugger debugger =
                    Debugger.stopAt("ReleasePredicateLocks", said(writer, "SELECT pg_backend_pid()"), directory)) {
                committed = Background.begin(() -> commit(writer));
                debugger.awaitStopped();
                assertThat(said(reader, FIRST)).isEqualTo("new");
                pivot.commit();
                assertThat(committed).isNotDone();
            }
            committed.get(LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(said(reader, SECOND))
                    .as("the writer is before the reader, the reader before the pivot, the pivot before the writer")
                    .isEqualTo("old");
            reader.commit();
        }
    }

    /** The pivot has not seen what the writer is about to commit. */
    private static void skew(Connection pivot, Connection writer) throws SQLException {
        assertThat(said(pivot, FIRST)).isEqualTo("old");
        write(pivot, 3000);
        write(writer, 10);
    }

    private static Connection begin(Node primary) throws SQLException {
        Connection connection = primary.dataSource().getConnection();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL enable_seqscan = off");
        }
        return connection;
    }

    private static String said(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void write(Connection connection, int key) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE register SET value = 'new' WHERE key = " + key);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("the commit failed", e);
        }
    }

    /** A server process that stops where it enters a function, until this is closed. */
    private static final class Debugger implements AutoCloseable {

        private final Process gdb;
        private final Path said;
        private final OutputStream asked;

        private Debugger(Process gdb, Path said) {
            this.gdb = gdb;
            this.said = said;
            this.asked = gdb.getOutputStream();
        }

        static Debugger stopAt(String function, String pid, Path directory) throws IOException {
            Path said = directory.resolve("gdb.txt");
            Process gdb = new ProcessBuilder("gdb", "-q", "-nx", "-p", pid)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            var debugger = new Debugger(gdb, said);
            debugger.ask("set pagination off", "handle SIGUSR1 nostop noprint pass", "break " + function, "continue");
            debugger.awaitSaid("Continuing.");
            return debugger;
        }

        void awaitStopped() {
            awaitSaid("Breakpoint 1, ");
        }

        private void awaitSaid(String text) {
            await().atMost(LONG)
                    .until(() -> Files.readString(said, StandardCharsets.UTF_8).contains(text));
        }

        private void ask(String... commands) throws IOException {
            asked.write((String.join("\n", commands) + "\n").getBytes(StandardCharsets.UTF_8));
            asked.flush();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            ask("delete", "detach", "quit");
            assertThat(gdb.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("gdb has ended")
                    .isTrue();
        }
    }
}
