package io.replicatedpostgres.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ManagerTest {

    @Test
    void itsSettingsAreReadAsTheyAreWritten() {
        Manager manager = Manager.patroni("ttl = 20", "synchronous_mode=true").withDcsMembers(3);

        assertThat(manager.settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of("ttl", "20", "synchronous_mode", "true"));
        assertThat(manager).hasToString("Patroni, 3 members of etcd with {ttl=20, synchronous_mode=true}");
    }

    @Test
    void itIsSynchronousIfItIsToldSo() {
        assertThat(Manager.patroni("synchronous_mode = true").isSynchronous()).isTrue();
        assertThat(Manager.patroni("synchronous_mode = quorum").isSynchronous()).isTrue();
        assertThat(Manager.patroni("synchronous_mode = off").isSynchronous()).isFalse();
        assertThat(Manager.patroni().isSynchronous()).isFalse();
    }

    @Test
    void whatItCannotBeToldIsRefused() {
        refused(() -> Manager.patroni("tll = 20"), "{tll=20}", "has no setting tll");
        refused(() -> Manager.patroni("ttl = soon"), "{ttl=soon}", "ttl is a number");
        refused(() -> Manager.patroni("failsafe_mode = 1"), "{failsafe_mode=1}", "true or false");
        refused(() -> Manager.patroni("ttl"), "ttl", "name = value");
        refused(() -> Manager.patroni("ttl = 20\nloop_wait: 1"), "ttl", "name = value");
        refused(() -> Manager.patroni().withDcsMembers(2), "dcsMembers = 2", "majority");
        refused(() -> new Manager(ManagerKind.NONE, Map.of(), 1), "NONE", "no failover manager");
        refused(() -> new Manager(ManagerKind.PATRONI, Map.of("ttl", "1 }"), 1), "{ttl=1 }}", "ttl is a number");
    }

    @Test
    void whatRepmgrCannotBeToldIsRefused() {
        assertThat(Manager.repmgr("failover = manual", "priority = 50"))
                .hasToString("repmgr with {failover=manual, priority=50}");
        refused(
                () -> Manager.repmgr("ttl = 20"),
                "{ttl=20}",
                "repmgr.conf, as far as failovers go, has no setting ttl");
        refused(() -> Manager.repmgr("failover = soon"), "{failover=soon}", "automatic or manual");
        refused(() -> Manager.repmgr("reconnect_attempts = -1"), "{reconnect_attempts=-1}", "a number greater than 0");
        refused(() -> Manager.repmgr().withDcsMembers(3), "dcsMembers = 3", "no distributed configuration store");
    }

    @Test
    void whatItDecidesItselfIsNotAskedFor() {
        Manager patroni = Manager.patroni();
        refused(
                () -> ClusterSpec.builder().manager(patroni).slots("a").build(),
                "slots = [a], manager = Patroni",
                "Patroni makes the slots");
        refused(
                () -> ClusterSpec.builder()
                        .manager(patroni)
                        .standbys(List.of(
                                StandbySpec.standby(), StandbySpec.standby().from("node-2")))
                        .build(),
                "upstream of node-3",
                "Patroni decides");
        refused(
                () -> ClusterSpec.builder()
                        .manager(patroni)
                        .synchronousStandbys(SynchronousStandbys.first(1))
                        .build(),
                "synchronousStandbys",
                "synchronous_mode = true");
        refused(() -> ClusterSpec.builder().manager(patroni).disk(Disk.ext4()).build(), "disk", "no disks");
    }

    @Test
    void thePlanNamesIt() {
        String plan = ClusterSpec.builder()
                .manager(Manager.patroni("ttl = 20"))
                .build()
                .describe();

        assertThat(plan).contains("failover manager: Patroni with {ttl=20}").doesNotContain("without a slot");
    }

    private static void refused(ThrowingCallable act, String value, String rule) {
        assertThatThrownBy(act)
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(value)
                .hasMessageContaining(rule);
    }
}
