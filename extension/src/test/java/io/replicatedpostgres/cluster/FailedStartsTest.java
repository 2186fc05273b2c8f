package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.StandbySpec;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters that cannot come up: the end of the server ends the wait, and the answer is what PostgreSQL said and a way out. */
class FailedStartsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_connections = 50          | max_connections = 50 is a lower setting than on the primary | Give it max_connections = 100 or more
            max_worker_processes = 1      | max_worker_processes = 1 is a lower setting than on the primary | Give it max_worker_processes
            max_locks_per_transaction = 10 | max_locks_per_transaction = 10 is a lower setting than on the primary | Give it max_locks_per_transaction
            recovery_target = immediate   | a standby replays up to there and no further | Use Node.recoverTo()
            shared_preload_libraries = no_such_thing | could not access file | Install the package
            """)
    void theSettingOfAStandbyIsNamed(String setting, String quoted, String wayOut) {
        refused(ClusterSpec.builder().standbys(List.of(StandbySpec.standby().with(setting))), quoted, wayOut);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_wal_senders = 0           | max_wal_senders | max_wal_senders = 10
            max_wal_senders = 1           | number of requested standby connections exceeds | max_wal_senders = 10
            wal_level = minimal           | WAL archival cannot be enabled when | Correct one of the two
            superuser_reserved_connections = 200 | must be less than | Correct one of the two
            shared_preload_libraries = no_such_thing | could not access file | Install the package
            """)
    void theSettingOfAllIsNamed(String setting, String quoted, String wayOut) {
        refused(ClusterSpec.builder().standbys(2).settings(setting), quoted, wayOut);
    }

    private static void refused(ClusterSpecBuilder spec, String quoted, String wayOut) {
        assertThatThrownBy(() -> Cluster.start(spec.build()).close())
                .isNotInstanceOf(DeadlineException.class)
                .hasMessageContainingAll(quoted, wayOut)
                .hasMessageNotContainingAny("Member@");
    }
}
