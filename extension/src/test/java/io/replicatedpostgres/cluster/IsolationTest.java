package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.postgres.ControlData;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two clusters of one template, at once: each has its own identity, and its own keys. */
class IsolationTest {

    private static Cluster one;
    private static Cluster other;

    @BeforeAll
    static void start() {
        one = Cluster.start();
        other = Cluster.start();
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void theirIdentifiersDiffer() {
        String identifier = identifier(one.node("node-1"));

        assertThat(identifier(one.node("node-2"))).isEqualTo(identifier);
        assertThat(identifier(other.node("node-1"))).isNotEqualTo(identifier);
    }

    @Test
    void aStandbyOfOneIsRefusedByThePrimaryOfTheOther() {
        Member stray = one.node("node-2").member();
        Member foreign = other.node("node-1").member();
        LogMark mark = one.node("node-2").log().mark();
        stray.server().stop(StopMode.FAST, stray.deadline());

        stray.conf()
                .set("primary_conninfo", connection(foreign), "the other cluster, with its password")
                .unset("primary_slot_name");
        stray.writeConfiguration();
        stray.server().start(stray.deadline());

        String line = one.node("node-2").log().await("database system identifier differs", mark);
        assertThat(line).contains("FATAL");
        // The stray asks again and again, and while it asks it is listed, as starting up: it never gets further than
        // that.
        assertThat(other.node("node-1").standbys())
                .filteredOn(standby -> !standby.state().equals("startup"))
                .extracting(StandbyState::applicationName)
                .containsExactly("node-2");
    }

    private static String connection(Member upstream) {
        Host host = upstream.host();
        return "user=repl host=%s port=%s application_name=stray passfile='%s'"
                .formatted(
                        host.endpointForHosts().host(), host.endpointForHosts().port(), upstream.passwordFile());
    }

    @Test
    void thePasswordOfOneDoesNotOpenTheOther() {
        assertThatThrownBy(() -> logIn(other.node("node-1"), one.password()))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("28P01");
        logIn(other.node("node-1"), other.password());
    }

    @Test
    void nobodyGetsInWithoutAPassword() {
        assertThatThrownBy(() -> logIn(one.node("node-1"), "")).isInstanceOf(SqlException.class);
    }

    private static void logIn(Node node, String password) {
        Member member = node.member();
        Sql.ofClient(new Login(node.name(), member.host().endpoint(), "postgres", password, member.deadline()))
                .close();
    }

    private static String identifier(Node node) {
        Member member = node.member();
        return ControlData.read(member.host()).systemIdentifier();
    }
}
