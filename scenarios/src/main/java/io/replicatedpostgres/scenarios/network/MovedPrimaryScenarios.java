package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Eventually;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The primary is where its standby does not look for it. */
@Tag("quick")
@Tag("network")
public class MovedPrimaryScenarios {

    @Test
    @Tag("NET-16")
    @Tag("medium")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation = "The primary has another address: at the old one no process listens any more.",
            expectation = "The standby finds its primary, as it knows its system identifier.",
            reality =
                    "It tries the old address again and again. It streams once primary_conninfo has the new one: after a "
                            + "reload, and before 13 after a restart.",
            source = "PostgreSQL 13 release notes; Canonical postgresql-operator")
    @ReplicatedPostgres(settings = "wal_retrieve_retry_interval = 100ms")
    void theNewAddressOfThePrimaryHasToBeTold(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        String host = Eventually.only(primary, "SELECT host(inet_server_addr())");
        String port = Eventually.only(primary, "SELECT inet_server_port()::text");
        LogMark before = standby.log().mark();
        cluster.inject(Faults.between(primary, standby, Cut.REFUSE));

        primary.execute("INSERT INTO ledger VALUES (1)");
        standby.log().await("could not connect to the primary server", before);
        LogMark again = standby.log().mark();
        standby.log().await("could not connect to the primary server", again);
        assertThat(standby.query("SELECT id FROM ledger")).isEmpty();
        String told = Eventually.only(standby, "SHOW primary_conninfo")
                .replaceFirst("host=\\S+", "host=" + host)
                .replaceFirst("port=\\S+", "port=" + port);
        standby.execute("ALTER SYSTEM SET primary_conninfo = '%s'".formatted(told.replace("'", "''")));
        if (cluster.version().isAtLeast(13)) {
            standby.execute("SELECT pg_reload_conf()");
        } else {
            standby.restart();
        }

        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
        assertThat(standby.query("SELECT sender_port::text FROM pg_stat_wal_receiver"))
                .containsExactly(port);
    }
}
