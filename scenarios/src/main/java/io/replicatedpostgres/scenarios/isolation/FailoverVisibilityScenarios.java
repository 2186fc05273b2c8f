package io.replicatedpostgres.scenarios.isolation;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.readCommitted;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.IsolationLevel.REPEATABLE_READ;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.ClientStatement;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.ListAppend;
import io.replicatedpostgres.workload.ReadWrite;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What readers see before a failover and not behind it. */
@Tag("quick")
@Tag("isolation")
public class FailoverVisibilityScenarios {

    private static final long SOME = 200;

    @Test
    @Tag("ISO-07")
    @Tag("high")
    @Scenario(
            situation =
                    "A reader of a standby reads a register twice. In between the primary dies, and another standby,"
                            + " which was cut off and has less, is promoted.",
            expectation = "A register never goes back.",
            reality = "It goes back: what the first standby showed is not there on the heir.",
            source = "measured")
    @ReplicatedPostgres(standbys = 2)
    void aValueThatAStandbyShowedGoesBack(
            @OnNode("node-1") Node old, @OnNode("node-2") Node ahead, @OnNode("node-3") Node heir, Cluster cluster) {
        old.execute("CREATE TABLE register (value int); INSERT INTO register VALUES (1)");
        cluster.awaitInSync();
        cluster.during(isolated(heir), () -> {
            old.execute("UPDATE register SET value = 2");
            ahead.awaitReplay(old.currentLsn());
            assertThat(ahead.query("SELECT value FROM register")).containsExactly("2");
            old.kill();
        });

        heir.promote();

        assertThat(heir.query("SELECT value FROM register")).containsExactly("1");
    }

    @Test
    @Tag("ISO-06")
    @Tag("critical")
    @Scenario(
            situation =
                    "An order is acknowledged and read, and another system ships it. The standby of the shop was cut off;"
                            + " the shop's primary dies, the standby is promoted and takes the next order.",
            expectation = "A shipment belongs to its order.",
            reality = "The shipment remains, and its order is gone. The next customer's order gets the same number: the"
                    + " shipment of the one now points at the order of the other.",
            source = "measured")
    @ReplicatedPostgres
    void whatAnotherSystemDidRemains(Cluster shop, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        ClusterSpec alone =
                ClusterSpec.builder().standbys(0).place(shop.spec().place()).build();
        Node shipping = shop.startSecondSystem(alone).primary();
        shipping.execute("CREATE TABLE shipments (order_number int, customer text)");
        old.execute("CREATE TABLE orders (number int GENERATED ALWAYS AS IDENTITY, customer text)");
        shop.awaitInSync();
        shop.during(isolated(heir), () -> {
            old.execute("INSERT INTO orders (customer) VALUES ('Ann')");
            String number = old.query("SELECT number FROM orders WHERE customer = 'Ann'")
                    .get(0);
            shipping.execute("INSERT INTO shipments VALUES (%s, 'Ann')".formatted(number));
            old.kill();
        });

        heir.promote();

        assertThat(heir.query("SELECT customer FROM orders")).isEmpty();
        heir.execute("INSERT INTO orders (customer) VALUES ('Bob')");
        assertThat(heir.query("SELECT number || ' of ' || customer FROM orders"))
                .as("the shop")
                .containsExactly("1 of Bob");
        assertThat(shipping.query("SELECT order_number || ' for ' || customer FROM shipments"))
                .as("the other system")
                .containsExactly("1 for Ann");
    }

    @Test
    @Expect(LOST_WRITES)
    @Tag("ISO-07")
    @Tag("high")
    @Scenario(
            situation =
                    "Clients write registers on the primary and read them on the standby that is ahead. Then the other "
                            + "standby, which was cut off, is promoted, and the clients go on.",
            expectation = "What readers saw is a part of one history.",
            reality = "The same version of a register has two values: that of the old history, which was read, and that"
                    + " of the new one.",
            source = "measured")
    @ReplicatedPostgres(standbys = 2)
    void registersHaveTwoHistories(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-3") Node heir) {
        var registers = ReadWrite.at(REPEATABLE_READ).reading(ListAppend.Reading.ON_ALL_NODES);
        try (Workload work = Workload.readWrite(cluster, Clients.of(6), registers)) {
            work.awaitAcknowledged(SOME);
            cluster.during(isolated(heir), () -> {
                work.awaitAcknowledged(SOME);
                old.kill();
            });
            heir.promote();
            work.awaitAcknowledged(SOME);
        }

        assertThat(cluster).violates(readCommitted().acrossNodes(), "incompatible order");
    }

    @Test
    @Tag("ISO-08")
    @Tag("critical")
    @Scenario(
            situation =
                    "synchronous_commit = remote_apply. The standby is cut off, and a writer waits for it. The primary"
                            + " is killed and started again; a reader of the primary looks. Then the standby is promoted.",
            expectation = "No client sees a write that was not acknowledged.",
            reality = "The commit record is on disk before the wait begins, and recovery knows of no wait: the reader"
                    + " sees the row. The failover takes it back.",
            source = "measured")
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aRowThatNobodyAcknowledgedIsReadAndTakenBack(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE orders (id int)");
        cluster.awaitInSync();
        cluster.during(isolated(heir), () -> {
            ClientStatement writer =
                    ClientStatement.begin(old, "INSERT INTO orders VALUES (1)").awaitWaiting();
            assertThat(old.query("SELECT count(*) FROM orders"))
                    .as("while the writer waits")
                    .containsExactly("0");
            old.kill();
            assertThat(writer.sqlState()).as("the writer was told nothing").isNotEqualTo("00000");
            old.start();
            assertThat(old.query("SELECT count(*) FROM orders"))
                    .as("after the restart")
                    .containsExactly("1");
            old.kill();
        });

        heir.promote();

        assertThat(heir.query("SELECT count(*) FROM orders")).containsExactly("0");
    }

    @Test
    @Tag("ISO-09")
    @Tag("medium")
    @Scenario(
            situation = "A transaction is prepared on the primary and replayed on the standby. The primary dies, the"
                    + " standby is promoted, and the coordinator commits the transaction there.",
            expectation = "What is prepared can be seen, or is lost with the primary.",
            reality = "Neither: it is not visible on any node until COMMIT PREPARED on the heir, which finds it.",
            source = "PostgreSQL recovery/009")
    @ReplicatedPostgres(settings = "max_prepared_transactions = 5")
    void whatIsPreparedIsSeenOnceTheHeirCommitsIt(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE orders (id int)");
        old.execute("BEGIN; INSERT INTO orders VALUES (1); PREPARE TRANSACTION 'order 1'");
        cluster.awaitInSync();
        assertThat(old.query("SELECT count(*) FROM orders")).containsExactly("0");
        assertThat(heir.query("SELECT count(*) FROM orders")).containsExactly("0");
        old.kill();

        heir.promote();

        assertThat(heir.query("SELECT count(*) FROM orders")).containsExactly("0");
        heir.execute("COMMIT PREPARED 'order 1'");
        assertThat(heir.query("SELECT count(*) FROM orders")).containsExactly("1");
    }
}
