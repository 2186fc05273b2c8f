package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.DiskDamages;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A page of 8 kB of which 4 kB were written when the power was cut. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.PAGE_TORN)
@RequiresTool("pg_checksums")
@EnabledOnPostgres(from = 12) // pg_checksums is new in 12
public class TornPageScenarios {

    private static final String WHOLE = "SELECT count(*) FROM ledger WHERE filler = repeat('x', 30)";

    @Test
    @Tag("PWR-18")
    @Tag("critical")
    @Scenario(
            situation = "The power is cut while a page is being written: its first half is new, its second one is old.",
            expectation = "The page is broken.",
            reality =
                    "Recovery writes it anew. With full_page_writes = on the first change after a checkpoint put the whole"
                            + " page into the WAL, and checksums are not even asked.",
            source = "PostgreSQL documentation, full_page_writes")
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aTornPageIsWrittenAnew(Cluster cluster, @OnNode("node-1") Node node) {
        checksums(node, "on");
        tear(cluster, node);

        node.start();

        assertThat(node.query(WHOLE)).containsExactly("100");
    }

    @Test
    @Tag("PWR-19")
    @Tag("critical")
    @Scenario(
            situation = "The same with full_page_writes = off, without data checksums.",
            expectation = "The file system writes 8 kB at once, so this is safe.",
            reality =
                    "The server starts and says nothing. The half that is new has the position of the last change, so that"
                            + " recovery leaves the page alone: rows that were acknowledged are gone.",
            source = "PostgreSQL documentation, full_page_writes; measured")
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "full_page_writes = off")
    void withoutChecksumsNobodyNotices(Cluster cluster, @OnNode("node-1") Node node) {
        checksums(node, "off");
        tear(cluster, node);

        node.start();

        assertThat(Integer.parseInt(node.query(WHOLE).get(0)))
                .as("rows that are whole, of 100")
                .isLessThan(100);
    }

    @Test
    @Tag("PWR-20")
    @Tag("critical")
    @Scenario(
            situation = "The same with full_page_writes = off and data checksums.",
            expectation = "Checksums repair it, or a query of the table fails.",
            reality = "Recovery reads the page, to change it, and the server does not start: invalid page in block 0 of"
                    + " relation. Nothing is lost without a word; it is rebuilt from a backup or a standby.",
            source = "PostgreSQL documentation, Data Checksums; measured")
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "full_page_writes = off")
    void checksumsNotice(Cluster cluster, @OnNode("node-1") Node node) {
        checksums(node, "on");
        tear(cluster, node);
        LogMark before = node.log().mark();

        assertThatThrownBy(node::start).isInstanceOf(ReplicatedPostgresException.class);

        assertThat(node.log().since(before)).anyMatch(line -> line.contains("invalid page in block 0 of relation"));
    }

    private static void tear(Cluster cluster, Node node) {
        node.execute("CREATE TABLE ledger (id int, filler text)");
        node.execute("INSERT INTO ledger SELECT g, repeat('x', 30) FROM generate_series(1, 50) g");
        node.checkpoint();
        node.execute("INSERT INTO ledger SELECT g, repeat('x', 30) FROM generate_series(51, 100) g");
        cluster.inflict(DiskDamages.pageTorn(node, "ledger"));
    }

    /** 18 has them unless told otherwise, and those before have them not. */
    private static void checksums(Node node, String wanted) {
        if (node.query("SHOW data_checksums").contains(wanted)) {
            return;
        }
        node.stop();
        assertThat(node.tool("pg_checksums")
                        .with(wanted.equals("on") ? "--enable" : "--disable", "-D", node.dataDirectory())
                        .run()
                        .exitCode())
                .as("pg_checksums")
                .isZero();
        node.start();
    }
}
