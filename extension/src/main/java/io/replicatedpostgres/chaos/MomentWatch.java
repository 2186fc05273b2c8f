package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Waits for a moment on the primary. */
final class MomentWatch {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final Cluster cluster;

    MomentWatch(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Returns when it has come, or when it did not come in time; the journal says which. */
    void await(ServerMoment moment) {
        long began = System.nanoTime();
        String seen;
        try (Connection connection = cluster.primary().dataSource().getConnection();
                PreparedStatement question = connection.prepareStatement(moment.query())) {
            seen = isSeen(question, began) ? "came after %s ms" : "did not come within %s ms";
        } catch (SQLException | ReplicatedPostgresException e) {
            seen = "was not seen, because the primary could not be asked for %s ms";
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        cluster.journal().append(new Note("chaos: the moment %s %s".formatted(moment, seen.formatted(millis))));
    }

    private static boolean isSeen(PreparedStatement question, long began) throws SQLException {
        while (System.nanoTime() - began < PATIENCE.toNanos()) {
            try (ResultSet row = question.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    return true;
                }
            }
            new Pause(BETWEEN_LOOKS).now();
        }
        return false;
    }
}
