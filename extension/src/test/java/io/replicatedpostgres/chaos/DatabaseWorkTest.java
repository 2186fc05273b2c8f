package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.chaos.Mischief.KILL_AND_START;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static io.replicatedpostgres.chaos.Mischief.RESET_CLIENTS;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DatabaseWorkTest {

    private static final String LOGICAL = "wal_level = logical";
    private static final String PREPARED = "max_prepared_transactions = 10";
    private static final int TURNS = 6;

    /** Statements that fail are passed over in a schedule: one that always fails would do nothing, and look as if it did. */
    @Test
    @ReplicatedPostgres(
            standbys = 0,
            settings = {LOGICAL, PREPARED})
    void everyStatementRunsWhereNothingIsWrong(Cluster cluster) throws SQLException {
        var failures = new ArrayList<String>();
        var properties = new Properties();
        properties.setProperty("user", cluster.user());
        properties.setProperty("password", cluster.password());
        properties.setProperty("preferQueryMode", "simple");
        try (Connection connection = DriverManager.getConnection(cluster.jdbcUrl(), properties);
                Statement statement = connection.createStatement()) {
            for (DatabaseWork work : DatabaseWork.values()) {
                for (int turn = 1; turn <= TURNS; turn++) {
                    for (String sql : work.statements(turn)) {
                        try {
                            statement.execute(sql);
                        } catch (SQLException e) {
                            failures.add("%s, turn %s: %s".formatted(work, turn, e.getMessage()));
                            statement.execute("ROLLBACK");
                        }
                    }
                }
                // a logical slot is made when none of these is left
                for (String name : cluster.primary().query("SELECT gid FROM pg_prepared_xacts")) {
                    statement.execute("ROLLBACK PREPARED '%s'".formatted(name));
                }
            }
        }

        // there is nothing to commit in the first turns
        assertThat(failures)
                .hasSize(3)
                .allMatch(line -> line.startsWith("TWO_PHASE, turn ") && line.endsWith("\"side_0\" does not exist"));
        assertThat(cluster.primary().query("SELECT count(*) FROM side_subtransactions WHERE turn = 1"))
                .containsExactly("90");
        assertThat(cluster.primary().query("SELECT count(DISTINCT turn) FROM side_two_phase"))
                .containsExactly("3");
    }

    @Test
    @ReplicatedPostgres(settings = {LOGICAL, PREPARED})
    void allOfItGoesOnBesideASchedule(Cluster cluster) {
        Chaos.replay(
                        Step.of(PAUSE, "node-2", 300, 100).at(ServerMoment.REPLAY_BEHIND),
                        Step.of(KILL_AND_START, "node-1", 20, 20).at(ServerMoment.END_OF_SEGMENT),
                        Step.of(RESET_CLIENTS, "node-1", 300, 20).at(ServerMoment.PREPARED))
                .alongside(DatabaseWork.TWO_PHASE, DatabaseWork.values())
                .run(cluster);

        assertThat(cluster.primary().query("SELECT count(*) FROM pg_prepared_xacts"))
                .containsExactly("0");
        assertThat(cluster.primary().query("SELECT count(*) > 0 FROM side_two_phase"))
                .containsExactly("t");
        assertThat(moments(cluster))
                .hasSize(3)
                .anyMatch(text -> text.startsWith("chaos: the moment END_OF_SEGMENT came after "))
                .anyMatch(text -> text.startsWith("chaos: the moment PREPARED came after "));
        cluster.settle();
    }

    @Test
    @ReplicatedPostgres
    void aMomentThatDoesNotComeIsPassedOver(Cluster cluster) {
        Chaos.replay(Step.of(RESET_CLIENTS, "node-1", 20, 20).at(ServerMoment.PREPARED))
                .run(cluster);

        assertThat(moments(cluster))
                .singleElement()
                .asString()
                .startsWith("chaos: the moment PREPARED did not come within 3");
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void everyMomentIsAskedFor(Cluster cluster) {
        for (ServerMoment moment : ServerMoment.values()) {
            assertThat(cluster.primary().query(moment.query()))
                    .as(moment.name())
                    .hasSize(1);
        }
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void whatTheServerIsNotSetForIsRefused(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(RESET_CLIENTS, "node-1", 1, 1))
                        .alongside(DatabaseWork.TABLES, DatabaseWork.TWO_PHASE)
                        .run(cluster))
                .isInstanceOf(SpecException.class)
                .hasMessage("DatabaseWork.TWO_PHASE: it needs max_prepared_transactions = 10."
                        + " Start the cluster with settings = \"max_prepared_transactions = 10\".");
        assertThatThrownBy(() -> Chaos.replay(Step.of(RESET_CLIENTS, "node-1", 1, 1))
                        .alongside(DatabaseWork.LOGICAL_SLOTS)
                        .run(cluster))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("wal_level = logical");
        assertThat(cluster.primary().query("SELECT count(*) FROM pg_class WHERE relname LIKE 'side%'"))
                .containsExactly("0");
    }

    @Test
    void itIsPrinted() {
        var schedule =
                new Schedule("seed1", List.of(Step.of(PAUSE, "node-2", 1, 2).at(ServerMoment.END_OF_PAGE)));

        String printed = new PrintedTest(ClusterSpec.primaryAndStandby(), schedule, List.of(), List.of())
                .print(null, List.of(DatabaseWork.TABLES, DatabaseWork.VACUUMS), null);

        assertThat(printed)
                .contains("Step.of(PAUSE, \"node-2\", 1, 2).at(ServerMoment.END_OF_PAGE)")
                .contains(".alongside(DatabaseWork.TABLES, DatabaseWork.VACUUMS)")
                .contains("import io.replicatedpostgres.chaos.ServerMoment;");
        CompiledTest.of(printed);
    }

    private static List<String> moments(Cluster cluster) {
        return JournalFile.readAll(cluster.journal().path().orElseThrow()).stream()
                .map(Entry::event)
                .filter(event -> event instanceof Note note && note.text().startsWith("chaos: the moment"))
                .map(event -> ((Note) event).text())
                .toList();
    }
}
