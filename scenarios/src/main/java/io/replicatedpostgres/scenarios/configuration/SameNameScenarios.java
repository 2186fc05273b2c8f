package io.replicatedpostgres.scenarios.configuration;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.ClientStatement;
import io.replicatedpostgres.scenarios.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Standbys that cannot be told apart. */
@Tag("full")
@Tag("configuration")
public class SameNameScenarios {

    @Test
    @Tag("CFG-07")
    @Tag("critical")
    @Scenario(
            situation =
                    "synchronous_standby_names lists node-2. The configuration of node-3 was copied from there, and so its "
                            + "application_name is node-2 too. node-2 stops, the primary dies, and node-2 is promoted.",
            expectation = "Commits wait for node-2, or the second standby of that name is refused.",
            reality =
                    "Both are candidates: one is sync, the other one potential. With node-2 down commits go on, because node-3 "
                            + "confirms them under its name, and the primary says that node-2 is synchronous. The promoted node-2 lacks an "
                            + "acknowledged row.",
            source = "PostgreSQL documentation, synchronous_standby_names; Patroni")
    @EnabledOnPostgres(from = 12) // in 11 it is recovery.conf
    @ReplicatedPostgres(standbys = 2, synchronousStandbys = "FIRST 1 (node-2)")
    void aSecondStandbyOfOneNameConfirmsInItsPlace(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node named, @OnNode("node-3") Node copy) {
        primary.execute("CREATE TABLE ledger (id int)");
        named.awaitReplay(primary.currentLsn());
        String connection = Eventually.only(copy, "SHOW primary_conninfo");
        copy.execute("ALTER SYSTEM SET primary_conninfo = '%s'"
                .formatted(connection
                        .replace("application_name=node-3", "application_name=node-2")
                        .replace("'", "''")));
        copy.restart();
        says(
                primary,
                "SELECT string_agg(sync_state, ' ' ORDER BY sync_state) FROM pg_stat_replication WHERE application_name = 'node-2'",
                "potential sync");

        named.stop();
        ClientStatement.isTaken(primary, "INSERT INTO ledger VALUES (1)");
        assertThat(primary.query("SELECT application_name || ' ' || sync_state FROM pg_stat_replication"))
                .containsExactly("node-2 sync");
        primary.kill();
        named.start();
        named.promote();

        assertThat(named.query("SELECT id FROM ledger")).isEmpty();
        assertThat(copy.query("SELECT id FROM ledger")).containsExactly("1");
    }
}
